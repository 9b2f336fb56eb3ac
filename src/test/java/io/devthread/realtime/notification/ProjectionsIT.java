package io.devthread.realtime.notification;

import static io.devthread.realtime.notification.Stage.at;
import static io.devthread.realtime.notification.Stage.followed;
import static io.devthread.realtime.notification.Stage.person;
import static io.devthread.realtime.notification.Stage.postDeleted;
import static io.devthread.realtime.notification.Stage.unfollowed;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.Actor;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.notification.NotificationApi.FollowsChanged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service keeps of the domain events for presence and the feed. */
class ProjectionsIT {
    private static Stage stage;
    private static Stage.Process process;

    private final Actor alice = person("alice");
    private final Actor bob = person("bob");

    @BeforeAll
    static void open() {
        stage = new Stage();
        process = stage.process;
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theNewestEventSaysWhetherSomebodyFollows(long seed) {
        Random random = new Random(seed);
        List<DomainEvent> events = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            DomainEvent event = random.nextBoolean() ? followed(bob, alice.id()) : unfollowed(bob, alice.id());
            events.add(at(Stage.NOON.plusMillis(random.nextInt(4)), event));
        }
        DomainEvent newest =
                Collections.max(events, (one, other) -> one.moment().compareTo(other.moment()));
        events.addAll(events.subList(0, 4));
        Collections.shuffle(events, random);
        process.accept(events.toArray(DomainEvent[]::new));
        assertThat(follows(bob.id(), alice.id())).isEqualTo(newest.type().equals("user_followed"));
    }

    @Test
    void theFollowersConcernedAreToldToLookAgain() throws InterruptedException {
        BlockingQueue<FollowsChanged> heard = new LinkedBlockingQueue<>();
        process.bus().listen(NotificationApi.FOLLOWS_CHANGED, heard::add).await();
        DomainEvent follow = followed(bob, alice.id());
        process.accept(follow);
        assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(new FollowsChanged(List.of(bob.id())));
        process.accept(follow, deleted(alice, Stage.next()));
        assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(new FollowsChanged(List.of(bob.id())));
        assertThat(heard).isEmpty();
    }

    @Test
    void whoIsDeletedFollowsNobodyAndIsFollowedByNobodyWhateverComesLate() {
        DomainEvent late = followed(alice, person("carol").id());
        DomainEvent tooLate = followed(person("dave"), alice.id());
        process.accept(
                followed(alice, bob.id()), followed(bob, alice.id()), deleted(alice, Stage.next()), late, tooLate);
        assertThat(follows(alice.id(), bob.id())).isFalse();
        assertThat(follows(bob.id(), alice.id())).isFalse();
        assertThat(follows(alice.id(), late.recipientId().orElseThrow())).isFalse();
        assertThat(follows(tooLate.actor().orElseThrow().id(), alice.id())).isFalse();
    }

    /** Whoever took the deletion first may have died half-way: here one follow of alice still stands. */
    @Test
    void aRepeatedDeletionGoesOnWithWhomItFirstWasAbout() {
        DomainEvent deletion = deleted(alice, Stage.next());
        process.accept(deletion, followed(bob, person("carol").id()));
        process.postgres()
                .query(
                        "INSERT INTO follows VALUES ($1, $2, true, to_timestamp(0), $1)",
                        bob.id().value(),
                        alice.id().value());
        DomainEvent ofBob = deleted(bob, Stage.next());
        process.accept(new DomainEvent(
                deletion.id(),
                ofBob.type(),
                ofBob.actor(),
                ofBob.recipientId(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ofBob.createdAt()));
        assertThat(follows(bob.id(), alice.id())).isFalse();
        assertThat(count(
                        "SELECT count(*) FROM follows WHERE follower_id = $1 AND stands",
                        bob.id().value()))
                .isEqualTo(1);
    }

    @Test
    void whoVeryManyFollowedIsDeletedInBatches() {
        stage.refuseMoreRows("follows", FollowStore.BATCH);
        process.postgres().query("""
                        INSERT INTO follows
                        SELECT gen_random_uuid(), $1, true, to_timestamp(0), gen_random_uuid() FROM generate_series(1, $2)
                        """, alice.id().value(), FollowStore.BATCH + 1);
        process.accept(followed(alice, bob.id()), deleted(alice, Stage.next()));
        assertThat(count(
                        "SELECT count(*) FROM follows WHERE $1 IN (follower_id, followed_id) AND stands",
                        alice.id().value()))
                .isZero();
    }

    @Test
    void aNewPostWaitsForItsAnnouncementOnceHoweverOftenItIsTold() {
        UUID post = Ids.next();
        process.accept(created(post), created(post));
        assertThat(waiting(post)).isEqualTo(1);
    }

    @Test
    void aPostThatIsDeletedIsNotNewInWhateverOrderItsEventsCome() {
        UUID post = Ids.next();
        process.accept(created(post), postDeleted(alice, post));
        assertThat(waiting(post)).isZero();
        UUID gone = Ids.next();
        process.accept(postDeleted(alice, gone), created(gone));
        assertThat(waiting(gone)).isZero();
    }

    private DomainEvent created(UUID post) {
        return event("post_created", alice, Optional.empty(), Optional.of(post), Stage.next());
    }

    private static DomainEvent deleted(Actor user, Instant at) {
        return event("user_deleted", user, Optional.of(user.id()), Optional.empty(), at);
    }

    private static DomainEvent event(
            String type, Actor actor, Optional<UserId> recipient, Optional<UUID> post, Instant at) {
        return new DomainEvent(
                Ids.next(),
                type,
                Optional.of(actor),
                recipient,
                post,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                at);
    }

    private static boolean follows(UserId follower, UserId followed) {
        return count(
                        "SELECT count(*) FROM follows WHERE follower_id = $1 AND followed_id = $2 AND stands",
                        follower.value(),
                        followed.value())
                == 1;
    }

    private static long waiting(UUID post) {
        return count("SELECT count(*) FROM new_posts WHERE post_id = $1 AND NOT announced", post);
    }

    private static long count(String sql, Object... args) {
        return process.postgres()
                .queryAsync(sql, args)
                .await()
                .iterator()
                .next()
                .getLong(0);
    }
}
