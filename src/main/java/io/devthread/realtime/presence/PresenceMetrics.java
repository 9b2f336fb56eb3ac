package io.devthread.realtime.presence;

import io.devthread.realtime.platform.MetricNames;
import io.devthread.realtime.presence.Findings.Counts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** What operators see of presence. */
final class PresenceMetrics {
    private final AtomicLong present = new AtomicLong();
    private final Counter connects;
    private final Counter disconnects;
    private final Counter leaseMisses;
    private final DistributionSummary announced;

    PresenceMetrics(MeterRegistry registry) {
        Gauge.builder(MetricNames.PRESENCE_USERS, present, AtomicLong::get).register(registry);
        connects = registry.counter(MetricNames.PRESENCE_CONNECTS);
        disconnects = registry.counter(MetricNames.PRESENCE_DISCONNECTS);
        leaseMisses = registry.counter(MetricNames.PRESENCE_LEASE_MISSES);
        announced = registry.summary(MetricNames.PRESENCE_ANNOUNCED);
    }

    void count(Counts counts) {
        connects.increment(counts.came());
        disconnects.increment(counts.left());
        leaseMisses.increment(counts.voidEntries());
    }

    /** Of all buckets. */
    void present(long users) {
        present.set(users);
    }

    void announced(int changes) {
        announced.record(changes);
    }
}
