package io.devthread.realtime.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Whether this process should get traffic: it is started, not stopping, and can reach what it needs. Each check is
 * asked when somebody asks us, and has a second to answer. Thread-safe.
 */
public final class Health {
    private static final long CHECK_MILLIS = 1_000;

    /** In the order of a process's life. */
    public enum Phase {
        STARTING,
        SERVING,
        DRAINING
    }

    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Check(String status, Optional<String> cause) {}

    public record Report(boolean ready, String phase, Map<String, Check> checks) {}

    private final Map<String, Supplier<Future<?>>> checks = new ConcurrentSkipListMap<>();
    private volatile Phase phase = Phase.STARTING;

    /** Adds something that this process can't serve without; {@code check} fails when it is away. */
    public void need(String name, Supplier<Future<?>> check) {
        checks.put(name, check);
    }

    public void serving() {
        phase = Phase.SERVING;
    }

    public void draining() {
        phase = Phase.DRAINING;
    }

    public Phase phase() {
        return phase;
    }

    public Future<Report> report() {
        List<String> names = new ArrayList<>();
        List<Future<Check>> results = new ArrayList<>();
        checks.forEach((name, check) -> {
            names.add(name);
            results.add(ask(check));
        });
        return Future.join(results).map(all -> {
            Map<String, Check> byName = new LinkedHashMap<>();
            names.forEach(name -> byName.put(name, all.resultAt(names.indexOf(name))));
            boolean up =
                    byName.values().stream().allMatch(check -> check.cause().isEmpty());
            return new Report(up && phase == Phase.SERVING, phase.name().toLowerCase(Locale.ROOT), byName);
        });
    }

    private static Future<Check> ask(Supplier<Future<?>> check) {
        Future<?> answer;
        try {
            answer = check.get();
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        return answer.timeout(CHECK_MILLIS, TimeUnit.MILLISECONDS)
                .map(up -> new Check("up", Optional.empty()))
                .otherwise(down -> new Check("down", Optional.of(String.valueOf(down.getMessage()))));
    }
}
