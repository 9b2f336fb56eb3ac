package io.devthread.realtime.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.feed.Announcement.NewPost;
import io.devthread.realtime.feed.FeedStore.MostBlockers;
import io.devthread.realtime.feed.FeedStore.Speaking;
import io.devthread.realtime.gateway.GatewayApi;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.PostgresConfig;
import io.devthread.realtime.testkit.Connected;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.TestStores;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several feed processes on one database: one speaks, and each post is counted once. */
class FeedStoreIT {
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final PostgresConfig config = TestStores.postgres();
    private final List<Vertx> started = new ArrayList<>();
    private final Vertx vertx = vertx();
    private final Postgres postgres = Connected.to(vertx, config);
    private final FeedStore one = new FeedStore(postgres, Ids.next());
    private final FeedStore other = new FeedStore(postgres, Ids.next());

    @AfterEach
    void close() {
        started.forEach(each -> each.close().await());
    }

    @Test
    void oneSpeaksUntilItResigns() throws Exception {
        assertThat(call(one::speak)).isPresent();
        assertThat(call(one::speak)).isPresent();
        assertThat(call(() -> {
                    one.resign();
                    return other.speak();
                }))
                .isPresent();
        assertThat(call(one::speak)).isEmpty();
    }

    @Test
    void whatComesWithinTheIntervalIsAnnouncedTogetherAtItsEnd() throws Exception {
        call(one::speak);
        post();
        assertThat(announced(one, NOON)).contains("1");
        post();
        post();
        assertThat(announced(one, NOON.plusSeconds(29))).isEmpty();
        assertThat(announced(one, NOON.plusSeconds(30))).contains("2");
        assertThat(announced(one, NOON.plusSeconds(90))).isEmpty();
    }

    @Test
    void whatHasGatheredWhileNobodySpokeIsAnnouncedInParts() throws Exception {
        call(one::speak);
        postgres.queryAsync("""
                        INSERT INTO new_posts (post_id, author_id, created_at)
                        SELECT gen_random_uuid(), gen_random_uuid(), now() FROM generate_series(1, $1)
                        """, FeedStore.MOST_POSTS + 1).await();
        assertThat(announced(one, NOON)).contains(String.valueOf(FeedStore.MOST_POSTS));
        assertThat(announced(one, NOON.plusSeconds(30))).contains("1");
    }

    /** Naming them to every gateway would be a message without end. */
    @Test
    void whoIsBlockedByVeryManyIsAnnouncedToNobodyAndNoneOfThemIsNamed() throws Exception {
        FeedStore store = new FeedStore(postgres, Ids.next(), new MostBlockers(5, 7));
        List.of(5, 4, 3, 2, 0).forEach(this::postedByOneBlockedBy);
        Map<UserId, Set<UserId>> named = new HashMap<>();
        List<NewPost> posts = new ArrayList<>();
        call(store::speak);
        call(() -> store.announce(NOON, INTERVAL, announcement -> {
            posts.addAll(announcement.posts());
            named.putAll(announcement.blocked());
            return "told";
        }));
        assertThat(posts).as("those of the least blocked authors").hasSize(3);
        assertThat(named).as("who has blocked one of them").hasSize(5);
        assertThat(named.values())
                .allSatisfy(
                        authors -> assertThat(posts).extracting(NewPost::author).containsAll(authors));
    }

    private void postedByOneBlockedBy(int many) {
        UUID author = Ids.next();
        postgres.queryAsync(
                        "INSERT INTO blocks SELECT gen_random_uuid(), $1, now() FROM generate_series(1, $2)",
                        author,
                        many)
                .await();
        postgres.queryAsync("INSERT INTO new_posts (post_id, author_id, created_at) VALUES ($1, $1, now())", author)
                .await();
    }

    @Test
    void whatADeadSpeakerAnnouncedAndDidNotTellIsToldByTheNextOne() throws Exception {
        call(one::speak);
        post();
        Instant now = NOON;
        assertThat(call(() -> one.announce(now, INTERVAL, all -> "the frames"))).contains("the frames");
        Eventually.holds("the lease is over", () -> call(other::speak).isPresent());
        Speaking speaking = call(other::speak).orElseThrow();
        assertThat(speaking.untold()).contains("the frames");
        assertThat(speaking.waiting()).isFalse();
        assertThat(call(() -> {
                    other.told();
                    return other.speak();
                }))
                .contains(new Speaking(Optional.empty(), false));
    }

    @Test
    void whoHasLostItsTurnWithoutKnowingAnnouncesNothing() throws Exception {
        call(one::speak);
        Eventually.holds("the lease is over", () -> call(other::speak).isPresent());
        post();
        assertThat(announced(one, NOON)).isEmpty();
        assertThat(announced(other, NOON)).contains("1");
    }

    @Test
    void everyPostIsCountedOnceWhileProcessesComeAndGo() throws Exception {
        Map<UUID, Long> told = new ConcurrentHashMap<>();
        int posts = 0;
        for (int round = 1; round <= 4; round++) {
            Vertx process = feed(told);
            Vertx second = feed(told);
            for (int i = 0; i < 25; i++) {
                post();
                posts++;
            }
            int expected = posts;
            Eventually.holds("all are announced", () -> sum(told) == expected);
            process.close().await();
            second.close().await();
        }
        assertThat(sum(told)).isEqualTo(100);
    }

    private Optional<String> announced(FeedStore store, Instant now) throws Exception {
        return call(() -> {
            Optional<String> told = store.announce(
                    now, INTERVAL, all -> String.valueOf(all.forAll().newPosts()));
            store.told();
            return told;
        });
    }

    /** By the id of the frame, as clients know a repeated one. */
    private static long sum(Map<UUID, Long> told) {
        return told.values().stream().mapToLong(Long::longValue).sum();
    }

    private Vertx feed(Map<UUID, Long> told) {
        Vertx process = vertx();
        Bus bus = Bus.on(process, Connected.PATIENCE);
        bus.listen(GatewayApi.BROADCAST, broadcast -> broadcast.frames().forEach(frame -> {
                    var json = Json.read("{" + frame.body(), com.fasterxml.jackson.databind.JsonNode.class);
                    told.put(
                            UUID.fromString(json.path("id").asText()),
                            json.at("/data/new_posts").asLong());
                }))
                .await();
        FeedConfig often = new FeedConfig(Duration.ofSeconds(1), Duration.ofSeconds(1));
        process.deployVerticle(
                        new FeedVerticle(bus, Connected.to(process, config), often, Clock.systemUTC()),
                        new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                .await();
        return process;
    }

    private void post() {
        postgres.queryAsync("INSERT INTO new_posts (post_id, author_id, created_at) VALUES ($1, $1, now())", Ids.next())
                .await();
    }

    private Vertx vertx() {
        Vertx made = Vertx.vertx();
        started.add(made);
        return made;
    }

    /** On a virtual thread, as the verticle calls it. */
    private <T> T call(Callable<T> task) throws Exception {
        return onVirtualThread(task).await();
    }

    private <T> Future<T> onVirtualThread(Callable<T> task) {
        io.vertx.core.Promise<T> done = io.vertx.core.Promise.promise();
        Thread.startVirtualThread(() -> {
            try {
                done.complete(task.call());
            } catch (Throwable thrown) {
                done.fail(thrown);
            }
        });
        return done.future();
    }
}
