package io.devthread.realtime.delivery;

import static io.devthread.realtime.delivery.Stage.await;
import static io.devthread.realtime.delivery.Stage.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.ContentCipher;
import io.devthread.realtime.tracing.RecordedSpans;
import io.devthread.realtime.tracing.SpanNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A trace goes through the outbox, and so on in whichever process delivers. */
class TracedDeliveryIT {
    private static final String ONE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String ANOTHER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final UserId user = newUser();
    private final RecordedSpans spans = RecordedSpans.of(1);
    private Stage stage;
    private Stage.Node node;
    private Deliveries deliveries;

    @BeforeEach
    void open() {
        stage = new Stage();
        deliveries = new Deliveries(
                stage.redis,
                stage.postgres,
                stage.bus,
                Stage.CONFIG,
                new StoredBodies(ContentCipher.off()),
                spans.tracing());
        node = stage.node();
        node.listen(stage.bus);
        node.enter(user, 1);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void theAppendIsAStepOfTheRequestAndTheWakeUpGoesOnFromIt() {
        DurableEvent event = event(List.of(ONE));
        stage.commit(List.of(event));
        deliveries.deliver(List.of(event)).await();

        assertIsOfOne(logged(), event);
        assertIsTheWakesParent(logged());
    }

    /** What died after COMMIT knew the trace; what finds the row has it from there. */
    @Test
    void whatASweepFindsIsStillInItsTrace() {
        DurableEvent event = event(List.of(ONE));
        stage.commit(List.of(event));
        stage.vertx
                .deployVerticle(
                        new DeliveryVerticle(
                                stage.redis, stage.postgres, deliveries, new SimpleMeterRegistry(), Stage.CONFIG),
                        new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                .await();

        assertIsTheWakesParent(logged());
        assertIsOfOne(logged(), event);
        await(() -> stage.pending() == 0);
    }

    @Test
    void anEventOfSeveralRequestsLinksToEach() {
        DurableEvent event = event(List.of(ONE, ANOTHER));
        stage.commit(List.of(event));
        deliveries.deliver(List.of(event)).await();

        assertThat(logged().getLinks())
                .extracting(link -> link.getSpanContext().getTraceId())
                .containsExactly(ONE.substring(3, 35), ANOTHER.substring(3, 35));
        assertIsTheWakesParent(logged());
    }

    @Test
    void anEventOfNoTracedRequestLeavesNone() {
        DurableEvent event = event(List.of());
        stage.commit(List.of(event));
        assertThat(stage.postgres
                        .query("select traceparents from outbox")
                        .iterator()
                        .next()
                        .getString(0))
                .isNull();
        deliveries.deliver(List.of(event)).await();

        assertThat(woken().traceparent()).isEmpty();
        assertThat(spans.all()).isEmpty();
    }

    private DurableEvent event(List<String> traceparents) {
        return new DurableEvent(UUID.randomUUID(), user, "body", Optional.empty(), traceparents);
    }

    private DeliveryApi.Wake woken() {
        await(() -> node.woken().size() == 1);
        return node.woken().getFirst();
    }

    private SpanData logged() {
        await(() -> spans.named(SpanNames.LOG).size() == 1);
        return spans.all().getFirst();
    }

    private static void assertIsOfOne(SpanData logged, DurableEvent event) {
        assertThat(logged.getTraceId()).isEqualTo(ONE.substring(3, 35));
        assertThat(logged.getParentSpanId()).isEqualTo(ONE.substring(36, 52));
        assertThat(logged.getAttributes().asMap().toString())
                .contains(
                        "devthread.event=" + event.id(), "devthread.user=" + event.user(), "devthread.outcome=logged");
    }

    private void assertIsTheWakesParent(SpanData logged) {
        assertThat(woken().traceparent().orElseThrow())
                .startsWith("00-" + logged.getTraceId() + "-" + logged.getSpanId() + "-");
    }
}
