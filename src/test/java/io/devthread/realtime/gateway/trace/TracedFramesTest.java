package io.devthread.realtime.gateway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.tracing.RecordedSpans;
import io.devthread.realtime.tracing.SpanNames;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TracedFramesTest {
    private static final Frame FRAME =
            Frame.traced("{}", Optional.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

    private final RecordedSpans spans = RecordedSpans.of(1);
    private final TracedFrames frames = new TracedFrames(spans.tracing(), new UserId(Ids.next()), Ids.next());

    @Test
    void aConfirmationEndsThoseUpToIt() {
        write(1, 3);
        assertThat(spans.named(SpanNames.WRITE)).hasSize(3);
        assertThat(confirmed()).isZero();

        frames.confirmed(2);

        assertThat(spans.named(SpanNames.CONFIRM))
                .extracting(SpanData::getParentSpanId)
                .containsExactlyElementsOf(spans.named(SpanNames.WRITE).stream()
                        .map(SpanData::getSpanId)
                        .limit(2)
                        .toList());
    }

    @Test
    void whoNeverConfirmsKeepsNoMoreThanALogHas() {
        write(1, 150);
        frames.confirmed(150);
        assertThat(confirmed()).isEqualTo(100);
    }

    @Test
    void afterAResetOnlyWhatFollowsIsConfirmed() {
        write(1, 3);
        frames.reset();
        write(1, 1);
        frames.confirmed(3);
        assertThat(confirmed()).isEqualTo(1);
    }

    private void write(long first, long last) {
        LongStream.rangeClosed(first, last).forEach(seq -> frames.written(seq, FRAME));
    }

    private int confirmed() {
        return spans.named(SpanNames.CONFIRM).size();
    }
}
