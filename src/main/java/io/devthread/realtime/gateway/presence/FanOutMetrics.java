package io.devthread.realtime.gateway.presence;

import io.devthread.realtime.platform.MetricNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/** What operators see of the way from a change to the connections. */
final class FanOutMetrics {
    private final DistributionSummary size;
    private final Counter encodings;
    private final Counter shed;

    FanOutMetrics(MeterRegistry registry) {
        size = registry.summary(MetricNames.PRESENCE_FAN_OUT);
        encodings = registry.counter(MetricNames.PRESENCE_ENCODINGS);
        shed = registry.counter(MetricNames.PRESENCE_SHED);
    }

    void fannedOut(int frames, int encoded) {
        size.record(frames);
        encodings.increment(encoded);
    }

    void shed(int frames) {
        shed.increment(frames);
    }
}
