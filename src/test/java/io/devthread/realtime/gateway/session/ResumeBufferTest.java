package io.devthread.realtime.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.gateway.session.ResumeBuffer.Next;
import io.devthread.realtime.model.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ResumeBufferTest {
    private final ResumeBuffer buffer = new ResumeBuffer();

    @Test
    void eventsThatComeInOrderGoOutAtOnce() {
        buffer.open(at(4));
        assertThat(offer(5)).isTrue();
        assertThat(drained()).containsExactly(5L);
        assertThat(buffer.position()).contains(at(5));
    }

    @Test
    void nothingGoesOutBeforeTheConnectionHasAPosition() {
        assertThat(offer(1)).isFalse();
        assertThat(buffer.poll()).isInstanceOf(Next.Nothing.class);
        buffer.open(at(0));
        assertThat(drained()).containsExactly(1L);
    }

    @Test
    void whatCameBeforeThePositionIsDropped() {
        offer(3);
        offer(4);
        buffer.open(at(3));
        assertThat(drained()).containsExactly(4L);
    }

    @Test
    void repeatedEventsGoOutOnce() {
        buffer.open(at(0));
        offer(1);
        offer(1);
        assertThat(drained()).containsExactly(1L);
        assertThat(offer(1)).isFalse();
    }

    @Test
    void aJumpIsAGapUntilTheMissingEventsCome() {
        buffer.open(at(0));
        offer(3);
        assertThat(buffer.poll()).isEqualTo(new Next.Gap(at(0)));
        offer(2);
        offer(1);
        assertThat(drained()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aLogThatReachesFurtherIsAGap() {
        buffer.open(at(7));
        assertThat(buffer.reaches(at(7))).isFalse();
        assertThat(buffer.reaches(at(9))).isTrue();
        assertThat(buffer.poll()).isEqualTo(new Next.Gap(at(7)));
    }

    @Test
    void whatIsOverTheCapacityIsLeftInTheLogAndNotForgotten() {
        buffer.open(at(0));
        LongStream.rangeClosed(2, ResumeBuffer.CAPACITY + 50).forEach(this::offer);
        offer(1);
        List<Long> out = drained();
        assertThat(out).hasSize(ResumeBuffer.CAPACITY).startsWith(1L).isSorted();
        assertThat(buffer.poll()).isEqualTo(new Next.Gap(at(ResumeBuffer.CAPACITY)));
    }

    /** Two hundred and fifty-six messages are one batch, and come in one wake-up: more than a log keeps. */
    @Test
    void aWholeBatchWaitsAlthoughTheLogKeepsLess() {
        buffer.open(at(0));
        LongStream.rangeClosed(1, 256).forEach(seq -> buffer.offer(at(seq), large(seq, 600)));
        assertThat(LongStream.rangeClosed(1, 256)).allSatisfy(seq -> assertThat(buffer.poll())
                .isInstanceOfSatisfying(
                        Next.Event.class, event -> assertThat(event.seq()).isEqualTo(seq)));
    }

    @Test
    void largeEventsAreLeftInTheLogSooner() {
        buffer.open(at(0));
        LongStream.rangeClosed(1, 400).forEach(seq -> buffer.offer(at(seq), large(seq, 4_096)));
        for (int i = 0; i < ResumeBuffer.FEW; i++) {
            assertThat(buffer.poll()).isInstanceOf(Next.Event.class);
        }
        assertThat(buffer.poll()).isEqualTo(new Next.Gap(at(ResumeBuffer.FEW)));
        LongStream.rangeClosed(129, 140).forEach(seq -> buffer.offer(at(seq), frame(seq)));
        assertThat(drained()).hasSize(12);
    }

    @Test
    void anotherEpochIsNeverMixedIn() {
        buffer.open(at(5));
        assertThat(buffer.offer(new Position("other", 6), frame(6))).isTrue();
        assertThat(buffer.poll()).isInstanceOf(Next.NewEpoch.class);
        buffer.open(new Position("other", 6));
        assertThat(buffer.poll()).isInstanceOf(Next.Nothing.class);
        assertThat(buffer.offer(new Position("other", 7), frame(7))).isTrue();
        assertThat(drained()).containsExactly(7L);
    }

    @Test
    void aLateWordOfAnOldEpochIsAskedAboutOnce() {
        buffer.open(at(5));
        buffer.offer(new Position("old", 9), frame(9));
        assertThat(buffer.poll()).isEqualTo(new Next.NewEpoch(at(5)));
        assertThat(buffer.poll()).isInstanceOf(Next.Nothing.class);
        buffer.offer(at(6), frame(6));
        assertThat(drained()).containsExactly(6L);
    }

    @Test
    void anotherEpochThatCameBeforeTheWelcomeIsNoticed() {
        buffer.offer(new Position("other", 1), frame(1));
        buffer.open(at(5));
        assertThat(buffer.poll()).isInstanceOf(Next.NewEpoch.class);
    }

    @Test
    void anyOrderAndRepetitionComesOutContiguous() {
        Random random = new Random(42);
        for (int round = 0; round < 200; round++) {
            ResumeBuffer mixed = new ResumeBuffer();
            List<Long> offers =
                    new ArrayList<>(LongStream.rangeClosed(1, 60).boxed().toList());
            offers.addAll(offers.subList(0, 20));
            Collections.shuffle(offers, random);
            mixed.open(at(0));
            List<Long> out = new ArrayList<>();
            for (long seq : offers) {
                mixed.offer(at(seq), frame(seq));
                if (random.nextBoolean()) {
                    drain(mixed, out);
                }
            }
            drain(mixed, out);
            assertThat(out)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 60).boxed().toList());
        }
    }

    private boolean offer(long seq) {
        return buffer.offer(at(seq), frame(seq));
    }

    private List<Long> drained() {
        List<Long> out = new ArrayList<>();
        drain(buffer, out);
        return out;
    }

    private static void drain(ResumeBuffer buffer, List<Long> out) {
        while (buffer.poll() instanceof Next.Event event) {
            assertThat(event.frame().text()).isEqualTo("event " + event.seq());
            out.add(event.seq());
        }
    }

    private static Position at(long seq) {
        return new Position("epoch", seq);
    }

    private static Frame large(long seq, int chars) {
        return Frame.of("event " + seq + " ".repeat(chars));
    }

    private static Frame frame(long seq) {
        return Frame.of("event " + seq);
    }
}
