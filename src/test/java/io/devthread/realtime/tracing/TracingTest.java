package io.devthread.realtime.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.NodeId;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class TracingTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String RECORDED = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final String NOT_RECORDED = "00-" + TRACE + "-00f067aa0ba902b7-00";
    private static final String ANOTHER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final RecordedSpans spans = RecordedSpans.of(1);
    private final Tracing tracing = spans.tracing();

    @Test
    void offItMakesNothing() {
        Tracing off = off();
        Future<String> work = Promise.<String>promise().future();

        assertThat(off).isSameAs(Tracing.off());
        assertThat(off.serviceDoor("a", Optional.of(RECORDED))).isSameAs(Step.NONE);
        assertThat(off.step("a", Optional.of(RECORDED))).isSameAs(Step.NONE);
        assertThat(off.together("a", List.of(RECORDED, ANOTHER))).isSameAs(Step.NONE);
        assertThat(off.together("a", List.of(RECORDED), Optional::of)).isSameAs(Step.NONE);
        assertThat(Step.NONE.with("id", "1")).isSameAs(Step.NONE);
        assertThat(Step.NONE.traceparent()).isEmpty();
        assertThat(Step.NONE.until(work)).isSameAs(work);
        off.close(Duration.ZERO);
    }

    @Test
    void aDoorGoesOnWithTheTraceOfItsSender() {
        Step door = tracing.serviceDoor("door", Optional.of(RECORDED));
        door.end();

        SpanData span = spans.all().getFirst();
        assertThat(span.getTraceId()).isEqualTo(TRACE);
        assertThat(span.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(door.traceparent()).contains("00-" + TRACE + "-" + span.getSpanId() + "-01");
        assertThat(span.getResource().getAttributes().asMap().toString()).contains("devthread-realtime");
    }

    @ParameterizedTest
    @ValueSource(strings = {RECORDED, NOT_RECORDED})
    void aUserNamesTheTraceAndTheRatioDecides(String traceparent) {
        tracing.userDoor("door", Optional.of(traceparent)).end();
        RecordedSpans none = RecordedSpans.of(0);

        assertThat(spans.all()).singleElement().satisfies(span -> {
            assertThat(span.getTraceId()).isEqualTo(TRACE);
            assertThat(span.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
        });
        assertThat(none.tracing().userDoor("door", Optional.of(traceparent))).isSameAs(Step.NONE);
        assertThat(off().userDoor("door", Optional.of(traceparent))).isSameAs(Step.NONE);
    }

    @Test
    void whatFailsIsNamedInTheLogWithItsTraceWhereThatIsAskedFor() {
        Logger log = (Logger) LoggerFactory.getLogger(Step.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        Refusal refusal = Refusal.of(Failure.FORBIDDEN, "words of a user");
        try {
            tracing.userDoor("door", Optional.of(RECORDED)).failed(refusal);
            log.setLevel(Level.DEBUG);
            off().userDoor("door", Optional.of(RECORDED)).failed(refusal);
            tracing.userDoor("door", Optional.of(RECORDED))
                    .with(SpanNames.USER, "u-1")
                    .failed(refusal);
        } finally {
            log.setLevel(null);
            log.detachAppender(lines);
        }
        assertThat(lines.list).singleElement().satisfies(line -> assertThat(line.getFormattedMessage())
                .startsWith("trace.failed span=door trace_id=" + TRACE)
                .contains("devthread.user=u-1", "error.type=forbidden")
                .doesNotContain("words"));
    }

    private static Tracing off() {
        return Tracing.start(TracingConfig.DEFAULT, NodeId.next());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "00-" + TRACE,
                "00-" + TRACE + "-0000000000000000-01",
                "ff-" + TRACE + "-00f067aa0ba902b7-01"
            })
    void aDoorBeginsATraceWhereItsSenderHasNone(String traceparent) {
        tracing.serviceDoor("door", Optional.empty()).end();
        tracing.serviceDoor("door", Optional.of(traceparent)).end();
        tracing.userDoor("door", Optional.of(traceparent)).end();

        assertThat(spans.all())
                .hasSize(3)
                .allSatisfy(span ->
                        assertThat(span.getParentSpanContext().isValid()).isFalse())
                .extracting(SpanData::getTraceId)
                .doesNotContain(TRACE)
                .doesNotHaveDuplicates();
    }

    @Test
    void whatTheSenderDoesNotRecordIsNotRecorded() {
        assertThat(tracing.serviceDoor("door", Optional.of(NOT_RECORDED))).isSameAs(Step.NONE);
        assertThat(tracing.step("step", Optional.of(NOT_RECORDED))).isSameAs(Step.NONE);
        assertThat(tracing.together("all", List.of(NOT_RECORDED, NOT_RECORDED))).isSameAs(Step.NONE);
    }

    @Test
    void aStepIsPartOfATraceOrNothing() {
        assertThat(tracing.step("step", Optional.empty())).isSameAs(Step.NONE);
        assertThat(tracing.step("step", Optional.of("nonsense"))).isSameAs(Step.NONE);

        tracing.step("step", Optional.of(RECORDED)).end();

        assertThat(spans.all()).extracting(SpanData::getTraceId).containsExactly(TRACE);
    }

    @Test
    void atRatioZeroOnlyWhatTheSenderRecordsIsRecorded() {
        RecordedSpans few = RecordedSpans.of(0);

        assertThat(few.tracing().serviceDoor("door", Optional.empty())).isSameAs(Step.NONE);
        few.tracing().serviceDoor("door", Optional.of(RECORDED)).end();
        few.tracing().together("all", List.of(RECORDED, ANOTHER)).end();

        assertThat(few.all()).extracting(SpanData::getName).containsExactly("door", "all");
    }

    @Test
    void whatIsDoneForSeveralIsInATraceOfItsOwnAndLinkedToEach() {
        tracing.together("all", List.of(RECORDED, ANOTHER, RECORDED, NOT_RECORDED))
                .end();

        SpanData span = spans.all().getFirst();
        assertThat(span.getLinks())
                .extracting(LinkData::getSpanContext)
                .extracting(context -> "00-" + context.getTraceId() + "-" + context.getSpanId() + "-01")
                .containsExactly(RECORDED, ANOTHER);
        assertThat(span.getParentSpanContext().isValid()).isFalse();
        assertThat(RECORDED + ANOTHER).doesNotContain(span.getTraceId());
    }

    @Test
    void whatIsDoneForOneIsPartOfItsTrace() {
        record Request(Optional<String> traceparent) {}
        List<Request> requests = List.of(new Request(Optional.empty()), new Request(Optional.of(RECORDED)));

        tracing.together("all", requests, Request::traceparent).end();

        assertThat(spans.all().getFirst().getTraceId()).isEqualTo(TRACE);
        assertThat(spans.all().getFirst().getLinks()).isEmpty();
    }

    @Test
    void aStepEndsWithItsWork() {
        Promise<String> work = Promise.promise();
        tracing.serviceDoor("work", Optional.empty()).with("id", 7).until(work.future());
        assertThat(spans.all()).isEmpty();

        work.complete("done");

        SpanData span = spans.all().getFirst();
        assertThat(span.getAttributes().asMap().toString()).isEqualTo("{id=7}");
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    @Test
    void whatFailsSaysItsKindAndNeverItsWords() {
        RuntimeException broken = new IllegalStateException("with a secret");
        tracing.serviceDoor("a", Optional.empty())
                .until(Future.failedFuture(Refusal.of(Failure.FORBIDDEN, "a secret")));
        assertThatThrownBy(() -> tracing.serviceDoor("b", Optional.empty()).during(() -> {
                    throw broken;
                }))
                .isSameAs(broken);

        assertThat(spans.all())
                .extracting(span -> span.getStatus().getStatusCode() + " "
                        + span.getAttributes().asMap())
                .containsExactly("ERROR {error.type=forbidden}", "ERROR {error.type=java.lang.IllegalStateException}");
        assertThat(spans.all().toString()).doesNotContain("secret");
    }
}
