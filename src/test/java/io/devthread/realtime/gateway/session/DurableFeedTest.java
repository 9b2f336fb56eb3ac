package io.devthread.realtime.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.delivery.Entry;
import io.devthread.realtime.delivery.Tail;
import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.gateway.Socket;
import io.devthread.realtime.gateway.trace.TraceConfig;
import io.devthread.realtime.gateway.trace.Traced;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A user's log, a socket and a reader that is fast, slow or stuck: no I/O, one thread, every step by hand. */
class DurableFeedTest {
    private static final long BOUND = 1_000;

    private final UserId user = new UserId(Ids.next());
    private final FakeSocket socket = new FakeSocket();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Position> reads = new ArrayList<>();
    private final List<Position> confirmed = new ArrayList<>();
    private Promise<Tail> nextRead = Promise.promise();
    private final DurableFeed feed = new DurableFeed(
            user,
            socket,
            this::read,
            BOUND,
            Clock.systemUTC(),
            SessionMetrics.in(meters),
            this.confirmed::add,
            Traced.by(TraceConfig.DEFAULT, Tracing.off(), Clock.systemUTC())
                    .of(user, Ids.next().toString()));

    @Test
    void liveEventsGoOutAtOnceAndNothingIsRead() {
        feed.open(at(0));
        wake(1);
        wake(2);
        assertThat(socket.seqs()).containsExactly(1L, 2L);
        assertThat(reads).isEmpty();
    }

    @Test
    void replayComesBeforeWhatArrivedMeanwhile() {
        wake(4);
        feed.resume(at(1), List.of(entry(2), entry(3)));
        assertThat(socket.seqs()).containsExactly(2L, 3L, 4L);
    }

    @Test
    void whatComesLiveIsTimedAndWhatIsReplayedIsNot() {
        feed.resume(at(1), List.of(entry(2), entry(3)));
        assertThat(timed("written")).isZero();
        wake(4);
        wake(5);
        assertThat(timed("written")).isEqualTo(2);
    }

    @Test
    void ofWhatOneConfirmationCoversTheOldestIsTimed() {
        feed.open(at(0));
        wake(1);
        wake(2);
        feed.acknowledge(new Command.Ack(Optional.empty(), 2));
        feed.acknowledge(new Command.Ack(Optional.empty(), 2));
        assertThat(timed("confirmed")).isEqualTo(1);
        wake(3);
        feed.acknowledge(new Command.Ack(Optional.empty(), 3));
        assertThat(timed("confirmed")).isEqualTo(2);
    }

    private long timed(String stage) {
        return meters.get("devthread.delivery.latency")
                .tag("stage", stage)
                .timer()
                .count();
    }

    @Test
    void aJumpIsFilledFromTheLogFirst() {
        feed.open(at(0));
        wake(3);
        assertThat(reads).containsExactly(at(0));
        assertThat(meters.counter("devthread.feed.gaps").count()).isEqualTo(1);
        nextRead.complete(new Tail.Entries(List.of(entry(1), entry(2), entry(3)), at(3)));
        assertThat(socket.seqs()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void whatThePositionCheckFindsIsRead() {
        feed.open(at(5));
        feed.reaches(at(6));
        assertThat(reads).containsExactly(at(5));
        nextRead.complete(new Tail.Entries(List.of(entry(6)), at(6)));
        assertThat(socket.seqs()).containsExactly(6L);
    }

    @Test
    void aLateWakeUpOfAnOldEpochCostsOneLookAtTheLog() {
        feed.open(at(5));
        feed.wake(new Position("old", 9), Frame.of("{}"));
        assertThat(reads).containsExactly(at(5));
        nextRead.complete(new Tail.Entries(List.of(), at(5)));
        wake(6);
        wake(7);
        assertThat(socket.seqs()).containsExactly(6L, 7L);
        assertThat(reads).hasSize(1);
    }

    @Test
    void whatArrivesWhileTheLogHasNothingNewIsNotLeftLying() {
        feed.open(at(5));
        feed.wake(new Position("old", 9), Frame.of("{}"));
        wake(6);
        nextRead.complete(new Tail.Entries(List.of(), at(5)));
        assertThat(socket.seqs()).containsExactly(6L);
    }

    @Test
    void twoLateWakeUpsDuringOneLookCostOneMore() {
        feed.open(at(5));
        feed.wake(new Position("old", 9), Frame.of("{}"));
        Promise<Tail> first = nextRead;
        nextRead = Promise.promise();
        feed.wake(new Position("old", 10), Frame.of("{}"));
        feed.wake(new Position("old", 11), Frame.of("{}"));
        first.complete(new Tail.Entries(List.of(), at(5)));
        nextRead.complete(new Tail.Entries(List.of(), at(5)));
        wake(6);
        assertThat(socket.seqs()).containsExactly(6L);
        assertThat(reads).hasSize(2);
    }

    @Test
    void aSlowReaderGetsEverythingInOrderAsItMakesRoom() {
        feed.open(at(0));
        socket.pending = BOUND + 1;
        LongStream.rangeClosed(1, 10).forEach(this::wake);
        assertThat(socket.seqs()).isEmpty();
        assertThat(feed.fullSinceNanos()).isPresent();
        socket.pending = 0;
        feed.drain();
        assertThat(socket.seqs()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(feed.fullSinceNanos()).isEmpty();
    }

    @Test
    void whatASlowReaderHasNoRoomForIsLeftInTheLogNotInMemory() {
        feed.open(at(0));
        socket.pending = BOUND + 1;
        LongStream.rangeClosed(1, ResumeBuffer.CAPACITY + 20).forEach(this::wake);
        socket.pending = 0;
        feed.drain();
        assertThat(socket.seqs()).hasSize(ResumeBuffer.CAPACITY);
        assertThat(reads).containsExactly(at(ResumeBuffer.CAPACITY));
    }

    @Test
    void lostContinuityIsAnnouncedAndTheStreamGoesOnFromThere() {
        feed.open(at(0));
        wake(200);
        nextRead.complete(new Tail.Lost(at(200)));
        assertThat(socket.events()).containsExactly("resync");
        nextRead = Promise.promise();
        wake(201);
        assertThat(socket.seqs()).containsExactly(201L);
    }

    @Test
    void whatComesLateIsNotLostThoughTheLogHasItNoMore() {
        feed.open(at(0));
        wake(2);
        wake(1);
        nextRead.complete(new Tail.Lost(at(150)));
        assertThat(socket.seqs()).containsExactly(1L, 2L);
        assertThat(socket.events()).doesNotContain("resync");
    }

    @Test
    void aLogThatCanNotBeReadNowIsReadWhenThePositionCheckSaysSo() {
        feed.open(at(0));
        wake(2);
        nextRead.fail(new IllegalStateException("away"));
        assertThat(socket.seqs()).isEmpty();
        nextRead = Promise.promise();
        feed.reaches(at(2));
        nextRead.complete(new Tail.Entries(List.of(entry(1), entry(2)), at(2)));
        assertThat(socket.seqs()).containsExactly(1L, 2L);
    }

    @Test
    void onlyWhatWasWrittenCanBeAcknowledged() {
        feed.open(at(3));
        wake(4);
        feed.acknowledge(new Command.Ack(Optional.empty(), 9));
        feed.acknowledge(new Command.Ack(Optional.of("another"), 4));
        assertThat(feed.acknowledged()).isEqualTo(3);
        feed.acknowledge(new Command.Ack(Optional.of("epoch"), 4));
        feed.acknowledge(new Command.Ack(Optional.empty(), 2));
        assertThat(feed.acknowledged()).isEqualTo(4);
    }

    @Test
    void whatIsConfirmedIsToldOnceAndOnlyWhenItGrows() {
        feed.open(at(3));
        wake(4);
        wake(5);
        ack(5);
        ack(5);
        ack(4);
        assertThat(confirmed).containsExactly(at(5));
    }

    @Test
    void aFreshClientConfirmsThePastByTheSeqOfItsWelcome() {
        feed.open(at(3));
        assertThat(confirmed).isEmpty();
        ack(3);
        ack(3);
        assertThat(confirmed).containsExactly(at(3));
    }

    @Test
    void whereAClientResumesItHasEverythingBefore() {
        feed.resume(at(3), List.of(entry(4)));
        assertThat(confirmed).containsExactly(at(3));
        ack(3);
        ack(4);
        assertThat(confirmed).containsExactly(at(3), at(4));
    }

    /** It was on its way when the epoch changed. Taken for the new one it would confirm what the client never got. */
    @Test
    void aLateAckOfTheEpochBeforeAResyncConfirmsNothing() {
        feed.open(at(0));
        wake(200);
        nextRead.complete(new Tail.Lost(new Position("new", 200)));
        ack(100);
        assertThat(confirmed).isEmpty();
        ack(200);
        assertThat(confirmed).containsExactly(new Position("new", 200));
    }

    private void ack(long seq) {
        feed.acknowledge(new Command.Ack(Optional.empty(), seq));
    }

    private Future<Tail> read(Position after) {
        reads.add(after);
        return nextRead.future();
    }

    private void wake(long seq) {
        feed.wake(at(seq), Frame.of("{\"seq\":" + seq + "}"));
    }

    private static Entry entry(long seq) {
        return new Entry(seq, "\"type\":\"message\"}");
    }

    private static Position at(long seq) {
        return new Position("epoch", seq);
    }

    /** Takes everything at once; {@code pending} is what it pretends to hold. */
    private static final class FakeSocket implements Socket {
        private final List<String> sent = new ArrayList<>();
        private long pending;

        List<Long> seqs() {
            return sent.stream()
                    .map(text -> Json.read(text, JsonNode.class))
                    .filter(frame -> frame.has("seq"))
                    .map(frame -> frame.get("seq").asLong())
                    .toList();
        }

        List<String> events() {
            return sent.stream()
                    .map(text -> Json.read(text, JsonNode.class))
                    .map(frame -> frame.path("event").asText())
                    .toList();
        }

        @Override
        public void send(Frame frame) {
            sent.add(frame.text());
        }

        @Override
        public long pendingBytes() {
            return pending;
        }

        @Override
        public void close(CloseCode code) {
            throw new AssertionError("closed with " + code);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public Executor loop() {
            return Runnable::run;
        }

        @Override
        public String transport() {
            return "fake";
        }

        @Override
        public String remoteAddress() {
            return "nowhere";
        }

        @Override
        public long lastSeenNanos() {
            return 0;
        }
    }
}
