package io.devthread.realtime.delivery;

import static io.devthread.realtime.delivery.Stage.event;
import static io.devthread.realtime.delivery.Stage.newConnection;
import static io.devthread.realtime.delivery.Stage.newSession;
import static io.devthread.realtime.delivery.Stage.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.delivery.Watched.LiveSession;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeadCheckIT {
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

    private Watched watched(UserId user, Position position) {
        return new Watched(user, position, 1, List.of());
    }

    private List<Behind> check(Watched... watched) {
        return node.logs().check(List.of(watched)).await().behind();
    }

    private List<String> replaced(Position head, Registration one) {
        LiveSession live = new LiveSession(one.session(), one.connection());
        return node.logs()
                .check(List.of(new Watched(user, head, 1, List.of(live))))
                .await()
                .replaced();
    }

    private String ownerOf(Registration one) {
        return stage.redis("HGET", new UserKeys(user).session(one.session()), "connection")
                .toString();
    }

    @Test
    void findsExactlyThoseBehind() {
        List<Watched> watched = new ArrayList<>();
        List<Behind> expected = new ArrayList<>();
        List<DurableEvent> events = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            UserId one = newUser();
            Position head = node.enter(one, 1).head();
            watched.add(watched(one, head));
            if (i % 7 == 0) {
                events.add(event(one, "missed"));
                expected.add(new Behind(one, new Position(head.epoch(), 1)));
            }
        }
        stage.commitAndDeliver(events);

        assertThat(node.logs().check(watched).await().behind()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(node.logs().glance(watched).await().behind()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void nobodyToCheckIsNobodyBehind() {
        assertThat(check()).isEmpty();
    }

    @Test
    void aGlanceLooksCloserWhereTheLogWasLost() {
        Position before = node.enter(user, 1).head();
        stage.redis("FLUSHALL");

        List<Behind> behind = glance(watched(user, before));

        assertThat(behind).extracting(Behind::user).containsExactly(user);
        assertThat(stage.redis("HGET", new UserKeys(user).nodes(), node.id()).toString())
                .as("the directory is told again with it")
                .isEqualTo("1");
        assertThat(glance(watched(user, behind.getFirst().head()))).isEmpty();
    }

    @Test
    void aGlanceWhereAllIsWellWritesNothing() {
        Position head = node.enter(user, 1).head();
        stage.redis("DEL", new UserKeys(user).nodes());

        assertThat(glance(watched(user, head))).isEmpty();

        assertThat(stage.redis("EXISTS", new UserKeys(user).nodes()).toInteger())
                .isZero();
    }

    private List<Behind> glance(Watched... watched) {
        return node.logs().glance(List.of(watched)).await().behind();
    }

    @Test
    void lostRedisIsFoundAsAnotherEpoch() {
        stage.commitAndDeliver(List.of(event(user, "e1")));
        Position before = node.enter(user, 1).head();
        stage.redis("FLUSHALL");

        List<Behind> behind = check(watched(user, before));

        assertThat(behind).singleElement().satisfies(found -> {
            assertThat(found.user()).isEqualTo(user);
            assertThat(found.head().epoch()).isNotEqualTo(before.epoch());
            assertThat(found.head().seq()).isZero();
            assertThat(check(watched(user, found.head()))).isEmpty();
        });
    }

    @Test
    void logThatCameBackOlderThanWhatWasSentBeginsANewEpoch() {
        stage.commitAndDeliver(List.of(event(user, "e1"), event(user, "e2")));
        Position sent = node.enter(user, 1).head();
        stage.redis("HSET", new UserKeys(user).head(), "seq", 1);

        Position head = check(watched(user, sent)).getFirst().head();

        assertThat(head.epoch()).isNotEqualTo(sent.epoch());
        stage.commitAndDeliver(List.of(event(user, "e3")));
        assertThat(node.logs().read(user, head).await())
                .isEqualTo(new Tail.Entries(List.of(new Entry(1, "e3")), new Position(head.epoch(), 1)));
    }

    @Test
    void directoryIsToldAgainAndOtherNodesAreLeftAlone() {
        Stage.Node other = stage.node();
        other.enter(user, 1);
        Position head = node.enter(user, 1).head();
        stage.redis("HDEL", new UserKeys(user).nodes(), node.id());

        check(new Watched(user, head, 3, List.of()));

        assertThat(stage.redis("HGET", new UserKeys(user).nodes(), node.id()).toInteger())
                .isEqualTo(3);
        assertThat(stage.redis("HGET", new UserKeys(user).nodes(), other.id()).toInteger())
                .isEqualTo(1);
        assertThat(stage.redis("PTTL", new UserKeys(user).nodes()).toLong()).isPositive();
    }

    @Test
    void liveSessionAndQuietLogAreKeptAlive() {
        Registration first = node.connection(user, 1);
        Position head = Stage.accepted(node.logs().register(first).await()).head();
        UserKeys keys = new UserKeys(user);
        String session = keys.session(first.session());
        List.of(session, keys.head(), keys.nodes()).forEach(key -> stage.redis("PEXPIRE", key, 5_000));

        check(new Watched(user, head, 1, List.of(new LiveSession(first.session(), first.connection()))));

        assertThat(stage.redis("PTTL", session).toLong()).isGreaterThan(100_000);
        assertThat(stage.redis("PTTL", keys.head()).toLong()).isGreaterThan(600_000_000);
        assertThat(stage.redis("PTTL", keys.nodes()).toLong()).isGreaterThan(3_000_000);
    }

    @Test
    void whatWouldLiveForEverGetsAnEnd() {
        Position head = node.enter(user, 1).head();
        stage.redis("PERSIST", new UserKeys(user).nodes());

        check(watched(user, head));

        assertThat(stage.redis("PTTL", new UserKeys(user).nodes()).toLong()).isPositive();
    }

    @Test
    void sessionThatWasTakenOverIsLeftToItsNewConnection() {
        Registration first = node.connection(user, 1);
        Position head = Stage.accepted(node.logs().register(first).await()).head();
        node.resume(user, first.session(), 2);
        String owner = ownerOf(first);

        List<String> replaced = replaced(head, first);

        assertThat(replaced).containsExactly(first.connection());
        assertThat(ownerOf(first)).isEqualTo(owner).isNotEqualTo(first.connection());
    }

    /** Of a connection that Redis entered late, when nobody waited for it any more. */
    @Test
    void sessionThatWasGivenBackIsTakenBack() {
        Registration first = node.connection(user, 1);
        Position head = Stage.accepted(node.logs().register(first).await()).head();
        Registration late = new Registration(
                user, newConnection(), 1, newSession(), Optional.of(first.session()), Optional.empty());
        node.logs().register(late).await();
        node.logs()
                .unregister(new Departure(user, late.connection(), 1, false, first.session()))
                .await();

        assertThat(replaced(head, first)).isEmpty();
        assertThat(ownerOf(first)).isEqualTo(first.connection());
    }

    @Test
    void liveSessionThatRedisLostIsRestoredWithWhatItSubscribedToSince() {
        Registration first = node.connection(user, 1);
        Position head = Stage.accepted(node.logs().register(first).await()).head();
        stage.redis("FLUSHALL");
        node.logs()
                .saveSubscriptions(user, first.session(), first.connection(), Set.of("feed"))
                .await();
        check(new Watched(user, head, 1, List.of(new LiveSession(first.session(), first.connection()))));

        var second = node.resume(user, first.session(), 1);

        assertThat(second.channels()).containsExactly("feed");
        assertThat(second.replaced()).contains(new Registered.Predecessor(node.id(), first.connection()));
    }

    @Test
    void liveSessionThatRedisLostCanBeTakenOverButNotRestored() {
        Registration first = node.connection(user, 1);
        Position head = Stage.accepted(node.logs().register(first).await()).head();
        stage.redis("FLUSHALL");
        check(new Watched(user, head, 1, List.of(new LiveSession(first.session(), first.connection()))));

        var second = node.resume(user, first.session(), 2);

        assertThat(second.sessionRestored()).isFalse();
        assertThat(second.replaced()).contains(new Registered.Predecessor(node.id(), first.connection()));
    }
}
