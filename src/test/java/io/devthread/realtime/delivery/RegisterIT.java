package io.devthread.realtime.delivery;

import static io.devthread.realtime.delivery.Stage.event;
import static io.devthread.realtime.delivery.Stage.newConnection;
import static io.devthread.realtime.delivery.Stage.newSession;
import static io.devthread.realtime.delivery.Stage.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.delivery.Resumption.Reason;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegisterIT {
    private static Stage stage;
    private final UserId user = newUser();
    private Stage.Node node;

    @BeforeAll
    static void open() {
        stage = new Stage();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @BeforeEach
    void startNode() {
        node = stage.node();
    }

    private void deliver(int events) {
        stage.commitAndDeliver(IntStream.rangeClosed(1, events)
                .mapToObj(i -> event(user, "e" + i))
                .toList());
    }

    @Test
    void freshStartIsToldTheHeadAndNothingElse() {
        deliver(3);

        var welcome = node.enter(user, 1);

        assertThat(welcome.head().seq()).isEqualTo(3);
        assertThat(welcome.resumption()).isEqualTo(new Resumption.None());
        assertThat(welcome.sessionRestored()).isFalse();
        assertThat(welcome.channels()).isEmpty();
        assertThat(welcome.replaced()).isEmpty();
    }

    @Test
    void resumeGivesExactlyWhatWasMissed() {
        Position start = node.enter(user, 1).head();
        deliver(5);

        var welcome = node.resume(user, new Position(start.epoch(), 3));

        assertThat(welcome.head()).isEqualTo(new Position(start.epoch(), 5));
        assertThat(welcome.resumption())
                .isEqualTo(new Resumption.Full(List.of(new Entry(4, "e4"), new Entry(5, "e5"))));
    }

    @Test
    void resumeWithNothingMissedIsFull() {
        Position start = node.enter(user, 1).head();
        deliver(2);

        assertThat(node.resume(user, new Position(start.epoch(), 2)).resumption())
                .isEqualTo(new Resumption.Full(List.of()));
    }

    @Test
    void clientThatHasNotReceivedOneEventResumes() {
        Position start = node.enter(user, 1).head();
        assertThat(start.seq()).isZero();
        assertThat(node.resume(user, start).resumption()).isEqualTo(new Resumption.Full(List.of()));

        deliver(1);

        assertThat(node.resume(user, start).resumption()).isEqualTo(new Resumption.Full(List.of(new Entry(1, "e1"))));
    }

    @Test
    void resumeFromTheLastKeptEventIsFullAndOneBeforeIsTooOld() {
        Position start = node.enter(user, 1).head();
        deliver(150);

        var full = node.resume(user, new Position(start.epoch(), 50)).resumption();
        assertThat(full).isInstanceOfSatisfying(Resumption.Full.class, resumption -> assertThat(resumption.missed())
                .hasSize(100)
                .startsWith(new Entry(51, "e51"))
                .endsWith(new Entry(150, "e150")));
        assertThat(node.resume(user, new Position(start.epoch(), 49)).resumption())
                .isEqualTo(new Resumption.Reset(Reason.TOO_OLD));
    }

    @Test
    void expiredLogIsTooOldButItsNumbersGoOn() {
        Position start = node.enter(user, 1).head();
        deliver(2);
        stage.redis("DEL", new UserKeys(user).log());

        assertThat(node.resume(user, new Position(start.epoch(), 1)).resumption())
                .isEqualTo(new Resumption.Reset(Reason.TOO_OLD));
        assertThat(node.resume(user, new Position(start.epoch(), 2)).resumption())
                .isEqualTo(new Resumption.Full(List.of()));
        deliver(1);
        assertThat(node.enter(user, 1).head()).isEqualTo(new Position(start.epoch(), 3));
    }

    @Test
    void otherEpochIsReset() {
        deliver(2);

        var welcome = node.resume(user, new Position("another-epoch", 1));

        assertThat(welcome.resumption()).isEqualTo(new Resumption.Reset(Reason.EPOCH_CHANGED));
        assertThat(welcome.head().seq()).isEqualTo(2);
    }

    @Test
    void positionThatCannotBeIsReset() {
        Position start = node.enter(user, 1).head();
        deliver(2);

        for (long seq : new long[] {3, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThat(node.resume(user, new Position(start.epoch(), seq)).resumption())
                    .isEqualTo(new Resumption.Reset(Reason.INVALID_POSITION));
        }
    }

    @Test
    void resumeAfterRedisLostEverythingIsEpochChanged() {
        Position start = node.enter(user, 1).head();
        deliver(2);
        stage.redis("FLUSHALL");

        assertThat(node.resume(user, new Position(start.epoch(), 2)).resumption())
                .isEqualTo(new Resumption.Reset(Reason.EPOCH_CHANGED));
    }

    @Test
    void sessionIsRestoredWithItsSubscriptionsAfterADisconnectOnAnyNode() {
        Registration first = node.connection(user, 1);
        node.logs().register(first).await();
        node.logs()
                .saveSubscriptions(user, first.session(), first.connection(), Set.of("feed", "post:1"))
                .await();
        node.logs()
                .unregister(new Departure(user, first.connection(), 0, false, first.session()))
                .await();

        var restored = stage.node().resume(user, first.session(), 1);

        assertThat(restored.session()).isEqualTo(first.session());
        assertThat(restored.sessionRestored()).isTrue();
        assertThat(restored.channels()).containsExactlyInAnyOrder("feed", "post:1");
        assertThat(restored.replaced()).isEmpty();
    }

    @Test
    void whoWasReplacedWritesNoMoreIntoItsSession() {
        Registration first = node.connection(user, 1);
        node.logs().register(first).await();
        Registration next = new Registration(
                user, newConnection(), 1, newSession(), Optional.of(first.session()), Optional.empty());
        node.logs().register(next).await();
        node.logs()
                .saveSubscriptions(user, first.session(), next.connection(), Set.of("feed"))
                .await();

        node.logs()
                .saveSubscriptions(user, first.session(), first.connection(), Set.of("post:1"))
                .await();

        assertThat(node.resume(user, first.session(), 1).channels()).containsExactly("feed");
    }

    @Test
    void sessionWithoutSubscriptionsIsRestoredToo() {
        Registration first = node.connection(user, 1);
        node.logs().register(first).await();

        assertThat(node.resume(user, first.session(), 2).sessionRestored()).isTrue();
    }

    @Test
    void sessionLivesTwoMinutesAfterADisconnect() {
        Registration first = node.connection(user, 1);
        node.logs().register(first).await();
        String key = new UserKeys(user).session(first.session());
        stage.redis("PEXPIRE", key, 1_000);

        node.logs()
                .unregister(new Departure(user, first.connection(), 0, false, first.session()))
                .await();

        assertThat(stage.redis("PTTL", key).toLong()).isBetween(110_000L, 120_000L);
        stage.redis("PEXPIRE", key, 0);
        assertThat(node.resume(user, first.session(), 1).sessionRestored()).isFalse();
    }

    @Test
    void unknownSessionIsNotRestoredAndItsIdNotTakenOver() {
        Registration request =
                new Registration(user, newConnection(), 1, newSession(), Optional.of("made-up"), Optional.empty());

        var welcome = Stage.accepted(node.logs().register(request).await());

        assertThat(welcome.sessionRestored()).isFalse();
        assertThat(welcome.session()).isEqualTo(request.session());
        assertThat(stage.keys("*made-up*")).isEmpty();
    }

    @Test
    void foreignSessionIsNotRestored() {
        Registration victim = node.connection(newUser(), 1);
        node.logs().register(victim).await();
        node.logs()
                .saveSubscriptions(victim.user(), victim.session(), victim.connection(), Set.of("conversation:secret"))
                .await();

        var welcome = node.resume(user, victim.session(), 1);

        assertThat(welcome.sessionRestored()).isFalse();
        assertThat(welcome.channels()).isEmpty();
        assertThat(welcome.replaced()).isEmpty();
        assertThat(welcome.session()).isNotEqualTo(victim.session());
    }

    @Test
    void liveSessionIsTakenOverAndItsConnectionNamed() {
        Registration first = node.connection(user, 1);
        node.logs().register(first).await();
        Stage.Node other = stage.node();
        other.lease().renew().await();

        var second = other.resume(user, first.session(), 1);

        assertThat(second.replaced()).contains(new Registered.Predecessor(node.id(), first.connection()));
        // The late departure of the old connection leaves the session to the new one.
        node.logs()
                .unregister(new Departure(user, first.connection(), 0, false, first.session()))
                .await();
        assertThat(node.resume(user, first.session(), 1).replaced())
                .hasValueSatisfying(replaced -> assertThat(replaced.node()).isEqualTo(other.id()));
    }

    @Test
    void eleventhConnectionIsRefusedAndChangesNothing() {
        Stage.Node other = stage.node();
        for (int i = 1; i <= 6; i++) {
            node.enter(user, i);
        }
        for (int i = 1; i <= 4; i++) {
            other.enter(user, i);
        }

        assertThat(node.logs().register(node.connection(user, 7)).await())
                .isEqualTo(new Registered.TooManyConnections());

        assertThat(stage.redis("HGET", new UserKeys(user).nodes(), node.id()).toInteger())
                .isEqualTo(6);
        assertThat(stage.keys("*session:" + user + ":*")).hasSize(10);
        node.logs()
                .unregister(new Departure(user, newConnection(), 5, false, newSession()))
                .await();
        node.enter(user, 6);
    }

    @Test
    void replacedConnectionDoesNotCountAgainstTheLimit() {
        Registration first = node.connection(user, 1);
        node.logs().register(first).await();
        for (int i = 2; i <= 10; i++) {
            node.enter(user, i);
        }

        assertThat(node.resume(user, first.session(), 10).replaced()).isPresent();
    }

    /** It may have died a moment ago: until its lease is over nobody knows, and it says nothing any more. */
    @Test
    void allConnectionsOfANodeThatDiesComeBackElsewhere() {
        List<Registration> ten = IntStream.rangeClosed(1, 10)
                .mapToObj(i -> node.connection(user, i))
                .toList();
        ten.forEach(one -> node.logs().register(one).await());
        Stage.Node other = stage.node();
        other.lease().renew().await();

        for (int i = 0; i < 10; i++) {
            assertThat(other.resume(user, ten.get(i).session(), i + 1).sessionRestored())
                    .isTrue();
        }

        assertThat(other.logs().register(other.connection(user, 11)).await())
                .isEqualTo(new Registered.TooManyConnections());
        assertThat(stage.redis("HGET", new UserKeys(user).nodes(), node.id()).toInteger())
                .isZero();
    }

    @Test
    void connectionsOfADeadNodeDoNotCountAndArePruned() {
        Stage.Node dead = stage.node();
        for (int i = 1; i <= 10; i++) {
            dead.enter(user, i);
        }
        dead.lease().leave().await();

        node.enter(user, 1);

        assertThat(stage.redis("HKEYS", new UserKeys(user).nodes()).stream().map(Object::toString))
                .containsExactly(node.id().value());
    }

    @Test
    void sessionOfADeadNodeIsRestoredWithoutAPredecessor() {
        Stage.Node dead = stage.node();
        Registration first = dead.connection(user, 1);
        dead.logs().register(first).await();
        dead.lease().leave().await();

        var restored = node.resume(user, first.session(), 1);

        assertThat(restored.sessionRestored()).isTrue();
        assertThat(restored.replaced()).isEmpty();
    }

    @Test
    void nodeThatIsYoungerThanOurViewIsNotTakenForDead() {
        Stage.Node younger = stage.node();
        assertThat(node.lease().live()).doesNotContain(younger.id());
        younger.enter(user, 1);

        node.enter(user, 1);

        assertThat(stage.redis("HLEN", new UserKeys(user).nodes()).toInteger()).isEqualTo(2);
    }

    @Test
    void lastDepartureLeavesTheDirectoryEmpty() {
        Registration only = node.connection(user, 1);
        node.logs().register(only).await();

        node.logs()
                .unregister(new Departure(user, only.connection(), 0, false, only.session()))
                .await();

        assertThat(stage.keys("*nodes:" + user)).isEmpty();
    }

    @Test
    void aDepartureThatFindsNoDirectoryMakesNoneThatLivesForEver() {
        node.logs()
                .unregister(new Departure(user, newConnection(), 3, false, newSession()))
                .await();

        assertThat(stage.redis("PTTL", new UserKeys(user).nodes()).toLong()).isPositive();
    }

    @Test
    void aNodeWhereTheUserPollsStaysWithoutAConnectionThatCounts() {
        Registration only = node.connection(user, 1);
        node.logs().register(only).await();

        node.logs()
                .unregister(new Departure(user, only.connection(), 0, true, only.session()))
                .await();

        assertThat(stage.redis("HGET", new UserKeys(user).nodes(), node.id()).toInteger())
                .isZero();
    }

    @Test
    void readGivesTheGapOfALiveConnection() {
        Position start = node.enter(user, 1).head();
        deliver(4);

        assertThat(node.logs().read(user, new Position(start.epoch(), 2)).await())
                .isEqualTo(new Tail.Entries(
                        List.of(new Entry(3, "e3"), new Entry(4, "e4")), new Position(start.epoch(), 4)));
        assertThat(node.logs().read(user, new Position(start.epoch(), 4)).await())
                .isEqualTo(new Tail.Entries(List.of(), new Position(start.epoch(), 4)));
    }

    @Test
    void readSaysLostWhenContinuityCannotBeProved() {
        Position start = node.enter(user, 1).head();
        deliver(101);
        Position head = new Position(start.epoch(), 101);

        for (Position after : List.of(start, new Position("another-epoch", 100), new Position(start.epoch(), 102))) {
            assertThat(node.logs().read(user, after).await()).isEqualTo(new Tail.Lost(head));
        }
    }
}
