package io.devthread.realtime;

import io.devthread.realtime.bus.BusObserver;
import io.devthread.realtime.platform.MetricNames;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.IntSupplier;

/** What operators see of the event bus. */
record BusMetrics(MeterRegistry registry) implements BusObserver {
    @Override
    public void serving(String address, IntSupplier inFlight) {
        Gauge.builder(MetricNames.BUS_SERVING, inFlight::getAsInt)
                .tag("address", address)
                .register(registry);
        for (Kind kind : Kind.values()) {
            registry.counter(MetricNames.BUS_FAILURES, "address", address, "kind", kind.code());
        }
    }

    /** Rare enough to look the counter up. */
    @Override
    public void failed(String address, Kind kind) {
        registry.counter(MetricNames.BUS_FAILURES, "address", address, "kind", kind.code())
                .increment();
    }
}
