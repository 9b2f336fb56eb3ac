package io.devthread.realtime.platform;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** What operators see of the way to Redis. */
final class RedisMetrics {
    private final MeterRegistry registry;
    private final Timer latency;
    private final Counter losses;

    RedisMetrics(MeterRegistry registry, BooleanSupplier up, IntSupplier waiting) {
        this.registry = registry;
        latency = Latencies.timer(registry, MetricNames.REDIS_LATENCY, Tags.empty());
        losses = registry.counter(MetricNames.REDIS_LOSSES);
        RedisError.NOT_NOW.forEach(this::refusals);
        Gauge.builder(MetricNames.REDIS_UP, () -> up.getAsBoolean() ? 1 : 0).register(registry);
        Gauge.builder(MetricNames.REDIS_WAITING, waiting::getAsInt).register(registry);
    }

    /** Of a command that Redis has answered, with an error perhaps, or that timed out. */
    void answered(long sentNanos) {
        latency.record(System.nanoTime() - sentNanos, TimeUnit.NANOSECONDS);
    }

    void lost() {
        losses.increment();
    }

    /** @param code of Redis' error */
    void refused(String code) {
        refusals(code).increment();
    }

    private Counter refusals(String code) {
        return registry.counter(MetricNames.REDIS_REFUSED, "code", code.toLowerCase(Locale.ROOT));
    }
}
