package io.devthread.realtime.notification;

import static io.devthread.realtime.notification.Stage.at;
import static io.devthread.realtime.notification.Stage.followed;
import static io.devthread.realtime.notification.Stage.liked;
import static io.devthread.realtime.notification.Stage.person;
import static io.devthread.realtime.notification.Stage.postDeleted;
import static io.devthread.realtime.notification.Stage.revoked;
import static io.devthread.realtime.notification.Stage.unfollowed;
import static io.devthread.realtime.notification.Stage.unliked;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.model.Ids;
import io.devthread.realtime.notification.NotificationApi.Actor;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.notification.NotificationApi.Revocation;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.SetClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetentionIT {
    private final SetClock clock = new SetClock();
    private final Stage stage = new Stage(Stage.AT_ONCE, clock);
    private final Stage.Process process = stage.process;
    private final Actor alice = person("alice");
    private final Actor bob = person("bob");
    private final UUID post = Ids.next();
    private final AtomicInteger pauses = new AtomicInteger();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void whatWasReadOrWithdrawnIsForgottenAfterItsTimeAndWhatIsUnreadStays() {
        UUID other = Ids.next();
        accept(liked(bob, alice.id(), post), liked(bob, alice.id(), other), unliked(bob, alice.id(), other));
        process.readAll(alice.id());
        accept(liked(person("carol"), alice.id(), post));
        clock.advance(Duration.ofDays(89));
        run();
        assertThat(count("notifications")).isEqualTo(3);
        clock.advance(Duration.ofDays(2));
        run();
        assertThat(count("notifications")).isEqualTo(1);
        assertThat(count("interactions")).isEqualTo(1);
        assertThat(process.only(alice.id()).read()).isFalse();
        assertThat(process.unread(alice.id())).isEqualTo(1);
    }

    @Test
    void aNotificationOfMoreThanOneBatchGoesAsAWhole() {
        Actor[] people = new Actor[Retention.BATCH + 20];
        for (int i = 0; i < people.length; i++) {
            people[i] = person("p" + i);
            accept(liked(people[i], alice.id(), post));
        }
        process.readAll(alice.id());
        clock.advance(Duration.ofDays(91));
        run();
        assertThat(count("notifications")).isZero();
        assertThat(count("interactions")).isZero();
    }

    /** An unlike is younger than what told of the like: it must not keep that, nor what comes behind it. */
    @Test
    void whatWasTakenBackLaterDoesNotHoldUpTheRest() {
        List<UUID> posts = Stream.generate(Ids::next).limit(Retention.BATCH + 1).toList();
        acceptTogether(posts.stream().map(each -> liked(bob, alice.id(), each)));
        process.readAll(alice.id());
        clock.advance(Duration.ofMinutes(1));
        accept(liked(bob, alice.id(), post));
        process.readAll(alice.id());
        clock.advance(Duration.ofDays(50));
        acceptTogether(posts.stream().map(each -> unliked(bob, alice.id(), each)));
        clock.advance(Duration.ofDays(41));
        run();
        assertThat(count("notifications")).isZero();
        assertThat(count("interactions")).isZero();
    }

    @Test
    void whatWasTakenBackUnreadLongAgoIsForgottenThoughThatWasLater() {
        accept(liked(bob, alice.id(), post));
        clock.advance(Duration.ofDays(50));
        accept(unliked(bob, alice.id(), post));
        clock.advance(Duration.ofDays(41));
        run();
        assertThat(count("notifications")).isZero();
    }

    /** Whoever is shown it has to hear that it was withdrawn. */
    @Test
    void whatIsStillToBeToldGoesAfterThat() {
        try (Stage paced = new Stage(Stage.paced(Duration.ofMinutes(1)), clock)) {
            List<UUID> posts = List.of(post, Ids.next());
            posts.forEach(each -> paced.process.accept(at(clock.instant(), liked(bob, alice.id(), each))));
            clock.advance(Duration.ofDays(91));
            posts.forEach(each -> paced.process.accept(at(clock.instant(), unliked(bob, alice.id(), each))));
            assertThat(paced.process.frames(alice.id())).as("one has to wait").hasSize(3);
            run(paced.process, NotificationConfig.DEFAULT, Duration.ZERO);
            clock.advance(Duration.ofMinutes(2));
            Eventually.holds("told", () -> paced.process.frames(alice.id()).size() == 4);
            assertThat(paced.process
                            .frames(alice.id())
                            .getLast()
                            .at("/data/withdrawn")
                            .asBoolean())
                    .isTrue();
            run(paced.process, NotificationConfig.DEFAULT, Duration.ZERO);
            assertThat(count(paced.process, "notifications")).isZero();
        }
    }

    /** The like of before comes late, when what told of it is gone. */
    @Test
    void whatWasTakenBackStaysInItsPlaceAmongTheEvents() {
        accept(liked(bob, alice.id(), post));
        process.readAll(alice.id());
        clock.advance(Duration.ofDays(85));
        accept(unliked(bob, alice.id(), post));
        clock.advance(Duration.ofDays(6));
        run();
        assertThat(count("notifications")).isZero();
        process.accept(at(clock.instant().minus(Duration.ofDays(7)), liked(bob, alice.id(), post)));
        assertThat(process.list(alice.id())).isEmpty();
    }

    @Test
    void allThatIsOldGoesInOneRunWithAPauseAfterEachBatch() {
        for (int i = 0; i < 21; i++) {
            query("INSERT INTO new_posts (post_id, author_id, created_at)"
                    + " SELECT gen_random_uuid(), gen_random_uuid(), now() FROM generate_series(1, 10 * "
                    + Retention.BATCH + ")");
        }
        clock.advance(Duration.ofDays(15));
        run();
        assertThat(count("new_posts")).isZero();
        assertThat(pauses).hasValue(210);
    }

    @Test
    void whatCanNotBeDeletedKeepsNothingElse() {
        accept(postDeleted(alice, post), followed(bob, alice.id()), unfollowed(bob, alice.id()));
        process.readAll(alice.id());
        query("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$");
        for (String table : List.of("notifications", "domain_events", "notification_deletions", "interactions")) {
            query("CREATE TRIGGER refuse BEFORE DELETE ON " + table + " EXECUTE FUNCTION refuse()");
        }
        clock.advance(Duration.ofDays(100));
        run();
        assertThat(count("domain_events")).isEqualTo(3);
        assertThat(count("follows")).isZero();
    }

    @Test
    void zeroKeepsThem() {
        accept(liked(bob, alice.id(), post));
        process.readAll(alice.id());
        clock.advance(Duration.ofDays(10_000));
        run(new NotificationConfig(256, 1_000, Duration.ZERO, Duration.ZERO, Duration.ofDays(7)));
        assertThat(count("notifications")).isEqualTo(1);
    }

    @Test
    void aRepeatedEventIsKnownForItsTimeAndItsTracesGoAfterIt() {
        accept(postDeleted(alice, post), followed(bob, alice.id()), unfollowed(bob, alice.id()));
        accept(unliked(bob, alice.id(), Ids.next()));
        clock.advance(Duration.ofDays(13));
        run();
        assertThat(count("domain_events")).isEqualTo(4);
        assertThat(count("notification_deletions")).isEqualTo(1);
        assertThat(count("follows")).isEqualTo(1);
        clock.advance(Duration.ofDays(2));
        run();
        assertThat(count("domain_events")).isZero();
        assertThat(count("notification_deletions")).isZero();
        assertThat(count("follows")).isZero();
        assertThat(count("interactions WHERE notification_id IS NULL")).isZero();
    }

    @Test
    void whomToRefuseIsKnownForEverWhereNobodyKnowsHowLongTokensLive() {
        accept(revoked(alice.id()));
        clock.advance(Duration.ofDays(10_000));
        run();
        assertThat(count("revocations")).isEqualTo(1);
    }

    /** In place of all that go one stands for anybody. */
    @Test
    void whomToRefuseIsForgottenWhenTheTokensCountNoMore() {
        accept(revoked(alice.id()));
        Instant first = clock.instant();
        clock.advance(Duration.ofHours(1));
        accept(revoked(bob.id()));
        Instant second = clock.instant();
        clock.advance(Duration.ofDays(1).plus(Retention.FOR_CERTAIN).minusMinutes(90));
        run(process, NotificationConfig.DEFAULT, Duration.ofDays(1));
        assertThat(refused())
                .containsExactlyInAnyOrder(new Revocation(alice.id(), first), new Revocation(bob.id(), second));
        clock.advance(Duration.ofHours(1));
        run(process, NotificationConfig.DEFAULT, Duration.ofDays(1));
        assertThat(refused())
                .containsExactlyInAnyOrder(new Revocation(Revocation.ANYBODY, first), new Revocation(bob.id(), second));
        clock.advance(Duration.ofDays(30));
        run(process, NotificationConfig.DEFAULT, Duration.ofDays(1));
        run(process, NotificationConfig.DEFAULT, Duration.ofDays(1));
        assertThat(refused()).containsExactly(new Revocation(Revocation.ANYBODY, second));
    }

    private List<Revocation> refused() {
        return process.bus()
                .call(NotificationApi.REVOCATIONS, new NotificationApi.RevocationsSince(Optional.empty()))
                .await()
                .items();
    }

    private void accept(DomainEvent... events) {
        for (DomainEvent event : events) {
            // A moment after the one before, by producers whose clock is that of the test.
            clock.advance(Duration.ofMillis(1));
            process.accept(at(clock.instant(), event));
        }
    }

    private void acceptTogether(Stream<DomainEvent> events) {
        Future.all(events.map(event -> process.publish(at(clock.instant(), event)))
                        .toList())
                .await();
    }

    private void run() {
        run(NotificationConfig.DEFAULT);
    }

    private void run(NotificationConfig config) {
        run(process, config, Duration.ZERO);
    }

    private void run(Stage.Process process, NotificationConfig config, Duration longestToken) {
        Promise<Void> done = Promise.promise();
        Clock now = Clock.fixed(clock.instant(), clock.getZone());
        Thread.startVirtualThread(() -> {
            Postgres postgres = process.postgres();
            new Retention(
                            new RetentionStore(postgres),
                            new RevocationStore(postgres),
                            config,
                            longestToken,
                            now,
                            pauses::incrementAndGet)
                    .run();
            done.complete();
        });
        done.future().await();
    }

    private long count(String from) {
        return count(process, from);
    }

    private static long count(Stage.Process process, String from) {
        String sql = "SELECT count(*) FROM " + from;
        return process.postgres().queryAsync(sql).await().iterator().next().getLong(0);
    }

    private RowSet<Row> query(String sql) {
        return process.postgres().queryAsync(sql).await();
    }
}
