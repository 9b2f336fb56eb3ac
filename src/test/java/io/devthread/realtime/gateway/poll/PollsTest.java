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

/** Polls for whom nothing ever happens. */
class PollsTest {
    private static final Position START = new Position("epoch", 0);

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
        public void begun(UserId user, Map<ConversationId, UserId> partners) {
            told.add("begun");
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
        public void confirmed(UserId user, Position position) {}

        @Override
        public void answered(UserId user, UUID poll, Answer answer) {}
    }

    @BeforeEach
    void nothingHappens() {
        Answer nothing = new Answer(List.of(), "1", START, Optional.empty(), false, false);
        bus.serveAsync(PollingApi.READ, 10, read -> Future.succeededFuture(nothing))
                .await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void ofTwoPollsAtOnceTheEndOfEachIsTold() {
        Future<Answer> first = poll();
        Future<Answer> second = poll();
        polls.drain();
        Future.all(first, second).await();
        assertThat(told).containsExactly("begun", "begun", "ended", "ended");
    }

    @Test
    void whoDoesNotComeAgainIsForgottenAfterAMinute() {
        poll();
        polls.drain();
        Eventually.holds("the end is told", () -> told.contains("ended"));
        polls.look(System.nanoTime() + Duration.ofMinutes(2).toNanos());
        assertThat(told).containsExactly("begun", "ended", "forgotten");
    }

    private Future<Answer> poll() {
        return polls.poll(
                        new PollRequest(
                                alice, Optional.empty(), Optional.of(START), List.of("feed"), Duration.ofSeconds(30)),
                        Map.of())
                .answer();
    }
}
