package io.devthread.realtime.notification;

import static io.devthread.realtime.notification.Stage.followed;
import static io.devthread.realtime.notification.Stage.liked;
import static io.devthread.realtime.notification.Stage.person;
import static io.devthread.realtime.notification.Stage.postDeleted;
import static io.devthread.realtime.notification.Stage.unliked;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.notification.NotificationApi.Accepted;
import io.devthread.realtime.notification.NotificationApi.Actor;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.platform.HeldConnection;
import io.devthread.realtime.testkit.Eventually;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many at once, through one process and through two. */
class AtOnceIT {
    private static Stage stage;
    private static Stage.Process east;
    private static Stage.Process west;

    private final Actor alice = person("alice");
    private final UUID post = Ids.next();

    @BeforeAll
    static void open() {
        stage = new Stage();
        east = stage.process;
        west = stage.anotherProcess();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Test
    void fiftyPeopleWhoLikeAtOnceAreOneNotificationOfFifty() {
        await(IntStream.range(0, 50)
                .mapToObj(i -> side(i).publish(liked(person("p" + i), alice.id(), post)))
                .toList());
        assertThat(east.only(alice.id()).actorsCount()).isEqualTo(50);
        assertThat(east.unread(alice.id())).isEqualTo(1);
        assertThat(all("new_notification")).isEqualTo(1);
        assertThat(all("notification_updated")).isBetween(1L, 49L);
    }

    @Test
    void thoseWhoLeaveAtOnceAreCountedExactlyToo() {
        List<Actor> people =
                IntStream.range(0, 40).mapToObj(i -> person("p" + i)).toList();
        List<DomainEvent> events = new ArrayList<>();
        people.forEach(who -> events.add(liked(who, alice.id(), post)));
        people.subList(0, 25).forEach(who -> events.add(unliked(who, alice.id(), post)));
        await(IntStream.range(0, events.size())
                .mapToObj(i -> side(i).publish(events.get(i)))
                .toList());
        assertThat(east.only(alice.id()).actorsCount()).isEqualTo(15);
    }

    @Test
    void theSameEventAtBothProcessesCountsOnce() {
        List<DomainEvent> events = IntStream.range(0, 20)
                .mapToObj(i -> liked(person("p" + i), alice.id(), post))
                .toList();
        List<Future<Accepted>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(east.publish(events.get(i)));
            answers.add(west.publish(events.get(19 - i)));
        }
        await(answers);
        assertThat(east.only(alice.id()).actorsCount()).isEqualTo(20);
    }

    @Test
    void aPostThatIsDeletedWhileItIsLikedLeavesNothing() {
        List<Future<Accepted>> answers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            answers.add(side(i).publish(liked(person("p" + i), alice.id(), post)));
            if (i == 30) {
                answers.add(west.publish(postDeleted(alice, post)));
            }
        }
        await(answers);
        assertThat(east.list(alice.id())).isEmpty();
        assertThat(east.unread(alice.id())).isZero();
    }

    /** The like has seen the post alive and is not committed yet: the deletion waits for it, and then finds it. */
    @Test
    void aDeletionMissesNoLikeThatIsAboutToCommit() {
        Actor bob = person("bob");
        SqlConnection holder = HeldConnection.of(stage.process.postgres());
        var transaction = holder.begin().await();
        holder.preparedQuery("INSERT INTO interactions VALUES ($1, 'like', $2, $3, $2, false, now(), $2, null)")
                .execute(Tuple.of(alice.id().value(), post, bob.id().value()))
                .await();
        Future<Accepted> like = east.publish(liked(bob, alice.id(), post));
        Eventually.holds("the like waits", () -> waiting() == 1);
        Future<Accepted> deletion = west.publish(postDeleted(alice, post));
        Eventually.holds("the deletion waits or is over", () -> waiting() == 2 || deletion.isComplete());
        transaction.rollback().await();
        holder.close();
        await(List.of(like, deletion));
        assertThat(east.list(alice.id())).isEmpty();
        assertThat(east.unread(alice.id())).isZero();
    }

    @Test
    void manyPeopleAreToldByBothProcessesWithoutStandingInEachOthersWay() {
        List<Actor> people =
                IntStream.range(0, 30).mapToObj(i -> person("p" + i)).toList();
        List<Future<Accepted>> answers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            for (int j = 0; j < 5; j++) {
                answers.add(side(i + j)
                        .publish(followed(
                                people.get((i + j + 1) % 30), people.get(i).id())));
                answers.add(side(j).publish(liked(
                        people.get((i + j + 1) % 30), people.get(29 - i).id(), post)));
            }
        }
        await(answers);
        assertThat(people).allSatisfy(who -> {
            assertThat(east.unread(who.id())).isEqualTo(2);
            assertThat(east.list(who.id())).hasSize(2).allMatch(one -> one.actorsCount() >= 4);
        });
    }

    @Test
    void whatTheDatabaseRefusesFailsAlone() {
        Actor poison = person("poison");
        stage.process.postgres().query("""
                CREATE OR REPLACE FUNCTION poison() RETURNS trigger AS $$ BEGIN
                IF new.actor_username = 'poison' THEN RAISE EXCEPTION 'poison'; END IF; RETURN new; END $$ LANGUAGE plpgsql
                """);
        stage.process
                .postgres()
                .query("CREATE TRIGGER poison BEFORE INSERT ON domain_events FOR EACH ROW EXECUTE FUNCTION poison()");
        try {
            Future<Accepted> bad = east.publish(liked(poison, alice.id(), post));
            List<Future<Accepted>> good = IntStream.range(0, 10)
                    .mapToObj(i -> east.publish(liked(person("p" + i), alice.id(), post)))
                    .toList();
            Future<Accepted> worse = east.publish(liked(poison, alice.id(), post));
            await(good);
            assertThat(Future.join(bad, worse)
                            .transform(done -> Future.succeededFuture())
                            .await())
                    .isNull();
            assertThat(bad.cause()).isInstanceOf(Refusal.class);
            assertThat(worse.cause()).isInstanceOf(Refusal.class);
            assertThat(east.only(alice.id()).actorsCount()).isEqualTo(10);
        } finally {
            stage.process.postgres().query("DROP TRIGGER poison ON domain_events");
        }
    }

    private static Stage.Process side(int i) {
        return i % 2 == 0 ? east : west;
    }

    private static void await(List<Future<Accepted>> answers) {
        Future.all(answers).await();
    }

    private static long waiting() {
        return stage.process
                .postgres()
                .query("SELECT count(*) FROM pg_locks WHERE NOT granted")
                .iterator()
                .next()
                .getLong(0);
    }

    private long all(String event) {
        return List.of(east, west).stream()
                .flatMap(side -> side.frames(alice.id()).stream())
                .filter(frame -> frame.path("event").asText().equals(event))
                .count();
    }
}
