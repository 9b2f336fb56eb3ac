package io.devthread.realtime.gateway.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.gateway.Admission;
import io.devthread.realtime.gateway.AdmissionConfig;
import io.devthread.realtime.gateway.Connections;
import io.devthread.realtime.gateway.presence.LivePresence;
import io.devthread.realtime.gateway.presence.Viewer;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.notification.NotificationApi.FollowsChanged;
import io.devthread.realtime.polling.PollingApi;
import io.devthread.realtime.polling.PollingApi.Answer;
import io.devthread.realtime.presence.PresenceApi;
import io.devthread.realtime.presence.PresenceApi.Watched;
import io.devthread.realtime.testkit.Connected;
import io.devthread.realtime.testkit.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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

/** How long presence is watched for somebody who polls: whom it asks about tells. */
class PolledPresenceTest {
    private static final Position START = new Position("epoch", 0);

    private final UserId alice = new UserId(Ids.next());
    private final UserId bob = new UserId(Ids.next());
    private final List<UserId> asked = new CopyOnWriteArrayList<>();
    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = Bus.on(vertx, Connected.PATIENCE);
    private final Polls polls = new Polls(
            vertx,
            bus,
            NodeId.next(),
            PollConfig.DEFAULT,
            new Admission(AdmissionConfig.DEFAULT),
            new Watching(),
            Duration.ZERO,
            Clock.systemUTC());
    private final LivePresence presence = new LivePresence(
            vertx,
            NodeId.next(),
            bus,
            new Connections<Viewer>(),
            polls,
            new LivePresence.Settings(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(15)),
            new SimpleMeterRegistry(),
            Clock.systemUTC());

    private final class Watching implements PollWatcher {
        @Override
        public void begun(UserId user, Map<ConversationId, UserId> partners, boolean goesOn) {
            presence.pollBegan(user, partners, goesOn);
        }

        @Override
        public void ended(UserId user) {
            presence.pollEnded(user);
        }

        @Override
        public void forgotten(UserId user) {
            presence.pollForgotten(user);
        }

        @Override
        public void placed(UserId user) {
            presence.pollPlaced(user);
        }

        @Override
        public void confirmed(UserId user, Position position) {}

        @Override
        public void answered(UserId user, UUID poll, Answer answer) {}
    }

    @BeforeEach
    void nobodyFollowsAnybody() {
        Answer nothing = new Answer(List.of(), "1", START, Optional.empty(), false, false);
        Future.all(
                        bus.serveAsync(PollingApi.READ, 10, read -> Future.succeededFuture(nothing)),
                        bus.serveAsync(PresenceApi.WATCHED, 10, lists -> {
                            asked.addAll(lists.viewers());
                            return Future.succeededFuture(new Watched(List.of()));
                        }),
                        presence.start())
                .await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void itEndsAMinuteAfterTheLastPoll() {
        Polls.Poll ofAlice = poll(alice);
        poll(bob);
        Eventually.holds("both are watched for", () -> asked.containsAll(List.of(alice, bob)));
        ofAlice.gone().run();
        ofAlice.answer().await();
        askAgain();
        Eventually.holds("it still is: she may poll again", () -> asked.contains(alice));

        polls.look(System.nanoTime() + Duration.ofMinutes(2).toNanos());
        askAgain();
        assertThat(asked).doesNotContain(alice);
    }

    /** What is asked for Alice is asked before what is asked for Bob, whose poll waits. */
    private void askAgain() {
        asked.clear();
        bus.publish(NotificationApi.FOLLOWS_CHANGED, new FollowsChanged(List.of(alice)));
        bus.publish(NotificationApi.FOLLOWS_CHANGED, new FollowsChanged(List.of(bob)));
        Eventually.holds("it is asked for Bob", () -> asked.contains(bob));
    }

    private Polls.Poll poll(UserId user) {
        Identity identity = new Identity(
                user, "somebody", Set.of(), Instant.EPOCH, Instant.now().plusSeconds(3_600));
        return polls.poll(
                new PollRequest(
                        identity,
                        Optional.empty(),
                        Optional.of(START),
                        List.of("user:" + user),
                        Duration.ofSeconds(30)),
                Map.of());
    }
}
