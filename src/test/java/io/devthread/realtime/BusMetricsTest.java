package io.devthread.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.gateway.trace.TraceApi;
import io.devthread.realtime.model.NodeId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BusMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void noMetricNamesANodeAsEachDeployMakesNewOnes() {
        Vertx vertx = Vertx.vertx();
        try {
            Bus bus = Bus.on(vertx, new BusMetrics(registry));
            NodeId here = NodeId.next();
            bus.serveAsync(TraceApi.figures(here), 1, asked -> {
                        throw new IllegalStateException("for the test");
                    })
                    .await();
            bus.call(TraceApi.figures(here), new TraceApi.AskFigures())
                    .otherwiseEmpty()
                    .await();
            bus.call(
                            TraceApi.connections(NodeId.next()),
                            new TraceApi.ListConnections(Optional.empty(), Optional.empty(), 1))
                    .otherwiseEmpty()
                    .await();
        } finally {
            vertx.close().await();
        }
        assertThat(labels()).isEqualTo(Set.of("devthread.figures", "devthread.connections"));
    }

    private Set<String> labels() {
        return registry.getMeters().stream()
                .map(meter -> meter.getId().getTag("address"))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }
}
