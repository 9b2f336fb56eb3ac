package io.devthread.realtime.community;

import static io.devthread.realtime.community.CommunityApi.LIKE;
import static io.devthread.realtime.community.CommunityApi.LOGOUT;
import static io.devthread.realtime.community.CommunityApi.WRITE_POST;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.community.CommunityApi.ChangeLike;
import io.devthread.realtime.community.CommunityApi.SignedIn;
import io.devthread.realtime.community.CommunityApi.WritePost;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.notification.NotificationApi.Accepted;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventOutboxIT {
    private static final String PASSWORD = "a good password";

    /** Users, whom they follow, and their posts. */
    private static final int SEEDED = 4 + 4 + 5;

    private static final CommunityConfig RARELY_LOOKING =
            new CommunityConfig(Duration.ofHours(1), 2, 100, 1_024, 1, Duration.ofMinutes(1), 500, Optional.empty());

    private Stage stage;

    @BeforeEach
    void start() {
        stage = new Stage();
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void whatHappensWhileTheIntakeIsAwayIsSentWhenItIsBack() {
        stage.deployCommunity(Stage.CONFIG, Clock.systemUTC());
        SignedIn registered = stage.register("person", PASSWORD);
        stage.call(LOGOUT, Stage.caller(registered));
        assertThat(stage.count("community_outbox")).isEqualTo(SEEDED + 2);
        stage.deployIntake();
        Stage.await(() -> stage.count("community_outbox") == 0);
        assertThat(stage.projected(registered)).contains("person");
        assertThat(stage.count("users")).isEqualTo(5);
        assertThat(stage.count("revocations")).isEqualTo(1);
    }

    @Test
    void aRefusedEventIsTriedAgain() {
        AtomicInteger attempts = new AtomicInteger();
        stage.bus
                .serveAsync(
                        NotificationApi.EVENTS,
                        100,
                        event -> attempts.incrementAndGet() <= 6
                                ? Future.failedFuture(Refusal.of(Failure.INTERNAL, "not now"))
                                : Future.succeededFuture(new Accepted("accepted", event.id())))
                .await();
        stage.deployCommunity(Stage.CONFIG, Clock.systemUTC());
        Stage.await(() -> stage.count("community_outbox") == 0);
        assertThat(attempts.get()).isGreaterThanOrEqualTo(10);
    }

    /** Where the look for what is left comes once a minute only. */
    @Test
    void anEventIsSentRightAfterItsChange() {
        List<DomainEvent> events = stage.recordEvents();
        stage.deployCommunity(RARELY_LOOKING, Clock.systemUTC());
        UUID post = stage.call(WRITE_POST, new WritePost(SampleUsers.ALICE.id(), "@bob, now"))
                .id();
        Stage.await(() -> about(events, post).size() == 2);
        assertThat(about(events, post))
                .extracting(DomainEvent::type)
                .containsExactlyInAnyOrder("post_created", "user_mentioned");
        Stage.await(() -> stage.count("community_outbox") == 0);
    }

    @Test
    void aChangeIsAnsweredWhileTheIntakeHangs() {
        stage.recordEvents();
        stage.deployCommunity(RARELY_LOOKING, Clock.systemUTC());
        Stage.await(() -> stage.count("community_outbox") == 0);
        UUID post = stage.call(WRITE_POST, new WritePost(SampleUsers.ALICE.id(), "x"))
                .id();
        Stage.await(() -> stage.count("community_outbox") == 0);
        stage.vertx.eventBus().consumer(NotificationApi.EVENTS.name(), unanswered -> {});
        assertThat(IntStream.range(0, 10).mapToObj(i -> likeTime(post, i % 2 == 0)))
                .anySatisfy(time -> assertThat(time).isLessThan(EventOutbox.PATIENCE));
    }

    /** One after the other, each of the first four would keep the rest waiting until its call times out. */
    @Test
    void whatGetsNoAnswerHoldsUpNoOther() {
        stage.deployCommunity(Stage.CONFIG, Clock.systemUTC());
        assertThat(stage.count("community_outbox")).isEqualTo(SEEDED);
        Set<UUID> unanswered = ConcurrentHashMap.newKeySet();
        stage.bus
                .serveAsync(NotificationApi.EVENTS, 100, event -> {
                    if (event.type().equals("post_created")) {
                        unanswered.add(event.id());
                        return Promise.<Accepted>promise().future();
                    }
                    return Future.succeededFuture(new Accepted("accepted", event.id()));
                })
                .await();
        Stage.await(() -> !unanswered.isEmpty());
        long begun = System.nanoTime();
        Stage.await(() -> stage.count("community_outbox") == 5 && unanswered.size() == 5);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(EventOutbox.PATIENCE.multipliedBy(3));
    }

    @Test
    void aLongBacklogIsSentWithoutWaitingForTheNextLook() {
        stage.deployIntake();
        stage.deployCommunity(RARELY_LOOKING, Clock.systemUTC());
        Stage.await(() -> stage.count("community_outbox") == 0);
        stage.postgres.query("""
                INSERT INTO community_outbox (id, event, next_attempt_at)
                SELECT id, format('{"id":"%s","type":"user_followed","actor":{"id":"%s","username":"bob"},'
                                  || '"recipient_id":"%s","created_at":"2026-01-01T00:00:00Z"}', id, id, id), now()
                FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, 1000)) AS e
                """);
        stage.deployCommunity(RARELY_LOOKING, Clock.systemUTC()); // looks once, at its start
        Stage.await(() -> stage.count("community_outbox") == 0);
        assertThat(stage.count("domain_events WHERE created_at = '2026-01-01T00:00:00Z'"))
                .isEqualTo(1_000);
    }

    @Test
    void aSecondStartChangesNothing() {
        stage.deployIntake();
        stage.deployCommunity(Stage.CONFIG, Clock.systemUTC());
        stage.postgres.query("DELETE FROM community_follows");
        stage.postgres.query("DELETE FROM community_posts");
        long events = stage.count("domain_events");
        stage.deployCommunity(Stage.CONFIG, Clock.systemUTC());
        assertThat(stage.count("community_users")).isEqualTo(4);
        assertThat(stage.count("community_follows")).isZero();
        assertThat(stage.count("community_posts")).isZero();
        assertThat(stage.count("domain_events")).isEqualTo(events);
    }

    @Test
    void twoProcessesThatStartTogetherMakeTheSamplesOnce() {
        stage.deployIntake();
        CountDownLatch both = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            Thread.startVirtualThread(() -> {
                stage.deployCommunity(Stage.CONFIG, Clock.systemUTC());
                both.countDown();
            });
        }
        Stage.await(() -> both.getCount() == 0);
        Stage.await(() -> stage.count("community_outbox") == 0);
        assertThat(stage.count("community_users")).isEqualTo(4);
        assertThat(stage.count("community_posts")).isEqualTo(5);
        assertThat(stage.count("domain_events")).isEqualTo(SEEDED);
    }

    private Duration likeTime(UUID post, boolean like) {
        long begun = System.nanoTime();
        stage.call(LIKE, new ChangeLike(SampleUsers.BOB.id(), post, like));
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static List<DomainEvent> about(List<DomainEvent> events, UUID post) {
        return events.stream()
                .filter(event -> event.postId().equals(Optional.of(post)))
                .toList();
    }
}
