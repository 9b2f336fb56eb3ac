package io.devthread.realtime.gateway.session;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.gateway.session.RateLimitConfig.Rate;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.MetricNames;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How fast one user may command this node, whatever the number of connections and transports. Thread-safe. */
public final class RateLimits {
    /** What a command counts as. */
    public enum Kind {
        MESSAGE,
        TYPING,
        COMMAND
    }

    private record Key(UserId user, Kind kind) {}

    private final RateLimitConfig config;
    private final Map<Key, Bucket> buckets = new ConcurrentHashMap<>();
    private final Map<Kind, Counter> refused = new EnumMap<>(Kind.class);

    public RateLimits(RateLimitConfig config, MeterRegistry registry) {
        this.config = config;
        for (Kind kind : Kind.values()) {
            String label = kind.name().toLowerCase(Locale.ROOT);
            refused.put(kind, registry.counter(MetricNames.RATE_LIMITED, "kind", label));
        }
    }

    /** @throws Refusal {@code rate_limited}, with the wait after which this one command would have passed */
    public void check(UserId user, Kind kind) {
        ConsumptionProbe probe = buckets.computeIfAbsent(new Key(user, kind), key -> bucket(kind))
                .tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            refused.get(kind).increment();
            Rate rate = rate(kind);
            throw Refusal.retryLater(
                    Failure.RATE_LIMITED,
                    "at most %d a second, with bursts of %d".formatted(rate.perSecond(), rate.burst()),
                    Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }

    /** Forgets full buckets: they are as good as new. To be called every few seconds. */
    public void forgetIdle() {
        buckets.entrySet()
                .removeIf(entry -> entry.getValue().getAvailableTokens()
                        >= rate(entry.getKey().kind()).burst());
    }

    int size() {
        return buckets.size();
    }

    private Bucket bucket(Kind kind) {
        Rate rate = rate(kind);
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(rate.burst()).refillGreedy(rate.perSecond(), Duration.ofSeconds(1)))
                .build();
    }

    private Rate rate(Kind kind) {
        return switch (kind) {
            case MESSAGE -> config.messages();
            case TYPING -> config.typing();
            case COMMAND -> config.commands();
        };
    }
}
