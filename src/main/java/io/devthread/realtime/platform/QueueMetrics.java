package io.devthread.realtime.platform;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** What operators see of one {@link GroupCommit}. */
public final class QueueMetrics {
    private static final double[] SIZES = {1, 2, 4, 8, 16, 32, 64, 128, 256};

    private final AtomicInteger waiting = new AtomicInteger();
    private final Counter refused;
    private final DistributionSummary batches;

    /** @param queue what is written: "messages", "events" */
    public QueueMetrics(MeterRegistry registry, String queue) {
        Gauge.builder(MetricNames.QUEUE_WAITING, waiting, AtomicInteger::get)
                .tag("queue", queue)
                .register(registry);
        refused = registry.counter(MetricNames.QUEUE_REFUSED, "queue", queue);
        batches = DistributionSummary.builder(MetricNames.BATCH_SIZE)
                .tag("queue", queue)
                .serviceLevelObjectives(SIZES)
                .register(registry);
    }

    void waiting(int items) {
        waiting.set(items);
    }

    void refused(int items) {
        refused.increment(items);
    }

    void batch(int items) {
        batches.record(items);
    }
}
