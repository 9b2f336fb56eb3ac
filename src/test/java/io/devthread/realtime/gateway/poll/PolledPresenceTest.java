package io.devthread.realtime.gateway.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.gateway.Connections;
import io.devthread.realtime.gateway.presence.LivePresence;
import io.devthread.realtime.gateway.presence.Viewer;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.notification.NotificationApi.FollowsChanged;
import io.devthread.realtime.polling.PollingApi.Answer;
import io.devthread.realtime.presence.PresenceApi;
import io.devthread.realtime.presence.PresenceApi.Watched;
import io.devthread.realtime.testkit.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long presence is watched for somebody who polls: whom it asks about tells. */
class PolledPresenceTest {
    private final UserId alice = new UserId(Ids.next());
    private final UserId bob = new UserId(Ids.next());
    private final List<UserId> asked = new CopyOnWriteArrayList<>();
    private final PollStage stage = new PollStage(new Watching());
    private final LivePresence presence = new LivePresence(
            stage.vertx,
            NodeId.next(),
            stage.bus,
            new Connections<Viewer>(),
            stage.polls,
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
        Future.all(
                        stage.bus.serveAsync(PresenceApi.WATCHED, 10, lists -> {
                            asked.addAll(lists.viewers());
                            return Future.succeededFuture(new Watched(List.of()));
                        }),
                        presence.start())
                .await();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void itEndsAMinuteAfterTheLastPoll() {
        Polls.Poll ofAlice = stage.poll(alice, Optional.empty());
        stage.poll(bob, Optional.empty());
        Eventually.holds("both are watched for", () -> asked.containsAll(List.of(alice, bob)));
        ofAlice.gone().run();
        ofAlice.answer().await();
        askAgain();
        Eventually.holds("it still is: she may poll again", () -> asked.contains(alice));

        stage.polls.look(System.nanoTime() + Duration.ofMinutes(2).toNanos());
        askAgain();
        assertThat(asked).doesNotContain(alice);
    }

    /** What is asked for Alice is asked before what is asked for Bob, whose poll waits. */
    private void askAgain() {
        asked.clear();
        stage.bus.publish(NotificationApi.FOLLOWS_CHANGED, new FollowsChanged(List.of(alice)));
        stage.bus.publish(NotificationApi.FOLLOWS_CHANGED, new FollowsChanged(List.of(bob)));
        Eventually.holds("it is asked for Bob", () -> asked.contains(bob));
    }
}
