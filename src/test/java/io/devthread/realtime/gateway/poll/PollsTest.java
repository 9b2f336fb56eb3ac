package io.devthread.realtime.gateway.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.gateway.Admission;
import io.devthread.realtime.gateway.AdmissionConfig;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.polling.PollingApi;
import io.devthread.realtime.polling.PollingApi.Answer;
import io.devthread.realtime.testkit.Connected;
import io.devthread.realtime.testkit.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told of polls, and what. */
class PollsTest {
    private static final Position START = new Position("epoch", 0);
    private static final Optional<String> GOES_ON = Optional.of("1");

    private final Identity alice = new Identity(
            new UserId(Ids.next()),
            "alice",
            Set.of(),
            Instant.EPOCH,
            Instant.now().plusSeconds(3_600));
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = Bus.on(vertx, Connected.PATIENCE);
    private final Polls polls = new Polls(
            vertx,
            bus,
            NodeId.next(),
            PollConfig.DEFAULT,
            new Admission(AdmissionConfig.DEFAULT),
            new Telling(),
            Duration.ZERO,
            Clock.systemUTC());

    private final class Telling implements PollWatcher {
        @Override
        public void begun(UserId user, Map<ConversationId, UserId> partners, boolean goesOn) {
            told.add(goesOn ? "goes on" : "begun");
        }

        @Override
        public void ended(UserId user) {
            told.add("ended");
        }

        @Override
        public void forgotten(UserId user) {
            told.add("forgotten");
        }

        @Override
        public void placed(UserId user) {
            told.add("placed");
        }

        @Override
        public void confirmed(UserId user, Position position) {}

        @Override
        public void answered(UserId user, UUID poll, Answer answer) {}
    }

    private volatile List<String> frames = List.of();
    private volatile boolean reset;

    @BeforeEach
    void nothingHappens() {
        bus.serveAsync(
                        PollingApi.READ,
                        10,
                        read -> Future.succeededFuture(
                                new Answer(frames, "1", START, Optional.empty(), reset, false)))
                .await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void ofTwoPollsAtOnceTheEndOfEachIsTold() {
        Future<Answer> first = poll(GOES_ON);
        Future<Answer> second = poll(GOES_ON);
        polls.drain();
        Future.all(first, second).await();
        assertThat(told).containsExactly("goes on", "goes on", "ended", "ended");
    }

    @Test
    void whoDoesNotComeAgainIsForgottenAfterAMinute() {
        poll(GOES_ON);
        polls.drain();
        Eventually.holds("the end is told", () -> told.contains("ended"));
        polls.look(System.nanoTime() + Duration.ofMinutes(2).toNanos());
        assertThat(told).containsExactly("goes on", "ended", "forgotten");
    }

    @Test
    void whoBeginsHasAPlaceOnceHoweverOftenThatIsReadAgain() {
        Future<Answer> waiting = poll(Optional.empty());
        Eventually.holds("it has", () -> told.contains("placed"));
        frames = List.of("{}");
        polls.wake(alice.user());
        assertThat(waiting.await().frames()).hasSize(1);
        Eventually.holds("the end is told", () -> told.contains("ended"));
        assertThat(told).containsExactly("begun", "placed", "ended");
    }

    @Test
    void whoCanNotGoOnBeginsAnew() {
        reset = true;
        poll(GOES_ON).await();
        assertThat(told).contains("placed");
    }

    private Future<Answer> poll(Optional<String> lastPollId) {
        return polls.poll(
                        new PollRequest(
                                alice, lastPollId, Optional.of(START), List.of("feed"), Duration.ofSeconds(30)),
                        Map.of())
                .answer();
    }
}
