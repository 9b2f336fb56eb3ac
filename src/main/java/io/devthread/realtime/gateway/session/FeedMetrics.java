package io.devthread.realtime.gateway.session;

import io.devthread.realtime.delivery.Registered;
import io.devthread.realtime.delivery.Resumption;
import io.devthread.realtime.platform.Latencies;
import io.devthread.realtime.platform.MetricNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How durable events reach their clients: how late, how often not at once, and what came of resuming. */
final class FeedMetrics {
    private static final String REFUSED = "refused";
    private static final String FAILED = "failed";

    private final Map<String, Counter> resumes;
    private final Map<String, Counter> resyncs;
    private final Counter behind;
    private final Counter gaps;
    private final Timer written;
    private final Timer confirmed;

    FeedMetrics(MeterRegistry registry) {
        Stream<String> resets = Stream.of(Resumption.Reason.values()).map(Resumption.Reason::code);
        resumes = counters(
                Stream.concat(Stream.of("none", "full", REFUSED, FAILED), resets),
                result -> registry.counter(MetricNames.RESUMES, "result", result));
        resyncs = counters(
                Stream.of(Resumption.Reason.TOO_OLD, Resumption.Reason.EPOCH_CHANGED)
                        .map(Resumption.Reason::code),
                reason -> registry.counter(MetricNames.FEED_RESYNCS, "reason", reason));
        behind = registry.counter(MetricNames.POSITION_BEHIND);
        gaps = registry.counter(MetricNames.FEED_GAPS);
        written = Latencies.timer(registry, MetricNames.DELIVERY_LATENCY, Tags.of("stage", "written"));
        confirmed = Latencies.timer(registry, MetricNames.DELIVERY_LATENCY, Tags.of("stage", "confirmed"));
    }

    void opened(Registered answer) {
        String result =
                switch (answer) {
                    case Registered.TooManyConnections refused -> REFUSED;
                    case Registered.Accepted accepted -> result(accepted.resumption());
                };
        resumes.get(result).increment();
    }

    void openingFailed() {
        resumes.get(FAILED).increment();
    }

    void behind() {
        behind.increment();
    }

    void gap() {
        gaps.increment();
    }

    void resync(String reason) {
        resyncs.get(reason).increment();
    }

    void written(long millis) {
        written.record(millis, TimeUnit.MILLISECONDS);
    }

    void confirmed(long millis) {
        confirmed.record(millis, TimeUnit.MILLISECONDS);
    }

    private static String result(Resumption resumption) {
        return switch (resumption) {
            case Resumption.None none -> "none";
            case Resumption.Full full -> "full";
            case Resumption.Reset reset -> reset.reason().code();
        };
    }

    private static Map<String, Counter> counters(Stream<String> values, Function<String, Counter> counter) {
        return values.collect(Collectors.toMap(value -> value, counter));
    }
}
