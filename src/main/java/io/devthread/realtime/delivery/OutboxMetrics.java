package io.devthread.realtime.delivery;

import io.devthread.realtime.platform.MetricNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What operators see of the outbox. */
final class OutboxMetrics {
    private final Counter swept;
    private final AtomicLong oldestMillis = new AtomicLong();

    OutboxMetrics(MeterRegistry registry) {
        swept = registry.counter(MetricNames.OUTBOX_SWEPT);
        TimeGauge.builder(MetricNames.OUTBOX_OLDEST, oldestMillis::get, TimeUnit.MILLISECONDS)
                .register(registry);
    }

    void swept(int events) {
        swept.increment(events);
    }

    /** @param age zero when nothing waits */
    void oldest(Duration age) {
        oldestMillis.set(age.toMillis());
    }
}
