package io.devthread.realtime.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.ResumingClient;
import io.devthread.realtime.testkit.Talk;
import io.devthread.realtime.testkit.TestRedis;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestStores;
import io.devthread.realtime.testkit.TestUser;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real Redis process is killed, hung and robbed under a running service. */
class RedisAwayIT {
    /** From its return to the last client that is right again. */
    private static final Duration RIGHT_AGAIN = Duration.ofSeconds(15);

    private static TestRedis redis;
    private static TestService service;

    @BeforeAll
    static void start() {
        redis = TestStores.ownEmbeddedRedis();
        service = TestService.start(Map.of("DEVTHREAD_REDIS_URL", redis.config().url()));
    }

    @AfterAll
    static void stop() {
        service.close();
        redis.close();
    }

    @Test
    void whatIsSentWhileItIsAwayIsAcknowledgedAndDeliveredAfterItsReturnInTheSameEpoch() {
        Talk talk = Talk.of(service);
        try (RealtimeClient sender = talk.alice().connect();
                RealtimeClient partner = talk.bob().connect()) {
            partner.awaitWelcome();
            talk.send(sender, "before");
            partner.awaitDurable(1);
            Eventually.holds("it is kept", redis::isWritten);
            redis.kill();

            for (String content : Talk.numbered(5)) {
                assertThat(talk.send(sender, content).path("type").asText()).isEqualTo("ack");
            }
            redis.start();

            Eventually.holds(
                    "all are there", RIGHT_AGAIN, () -> partner.durable().size() == 6);
            talk.send(sender, "after");
            assertThat(Talk.contents(partner.awaitDurable(7)))
                    .containsExactly("before", "m1", "m2", "m3", "m4", "m5", "after");
            assertThat(partner.durable())
                    .extracting(frame -> frame.path("seq").asLong())
                    .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
            assertThat(partner.frames()).noneMatch(RedisAwayIT::isResync);
        }
    }

    @Test
    void whoAsksWhyItDidNotArriveIsToldThatItWaits() {
        Talk talk = Talk.of(service);
        Optional<String> operator =
                Optional.of(service.token(talk.alice().id(), Instant.now().plusSeconds(600), "admin"));
        try (RealtimeClient sender = talk.alice().connect()) {
            sender.awaitWelcome();
            redis.kill();
            String message = talk.send(sender, "in vain").at("/data/message/id").asText();
            String path = "/api/v1/admin/trace/" + message;
            Eventually.passes(
                    () -> assertThat(TestUser.request(service.address(), operator, "GET", path, Optional.empty())
                                    .body()
                                    .findValuesAsText("outcome"))
                            .containsOnly("waiting"));
        } finally {
            redis.start();
        }
    }

    @Test
    void whoeverMissedSomethingThatWasLostIsToldAndNobodyElse() throws IOException {
        Talk lost = Talk.of(service);
        Talk whole = Talk.of(service);
        try (RealtimeClient sender = lost.alice().connect();
                RealtimeClient partner = lost.bob().connect();
                RealtimeClient spared = whole.alice().connect();
                RealtimeClient offline = whole.bob().connect()) {
            JsonNode welcome = partner.awaitWelcome();
            JsonNode offlineWelcome = offline.awaitWelcome();
            whole.send(spared, "kept");
            lost.send(sender, "kept");
            List.of(partner, offline).forEach(client -> client.awaitDurable(1));
            offline.close();
            // Logged is not enough: the file is cut behind what is known of both.
            Eventually.holds("nothing is under way", () -> outboxIsEmpty());
            long length = Files.size(redis.appendOnlyFile());
            lost.send(sender, "lost");
            partner.awaitDurable(2);
            Eventually.holds("nothing is under way", () -> outboxIsEmpty());

            redis.kill();
            try (FileChannel file = FileChannel.open(redis.appendOnlyFile(), StandardOpenOption.WRITE)) {
                file.truncate(length);
            }
            redis.start();

            Eventually.holds("they are told", RIGHT_AGAIN, () -> partner.frames().stream()
                    .anyMatch(RedisAwayIT::isResync));
            JsonNode resync = partner.awaitEvent("resync").path("data");
            assertThat(resync.path("epoch").asText())
                    .isNotEqualTo(welcome.path("epoch").asText());
            talk(lost, sender, partner, resync.path("seq").asLong() + 1);
            try (RealtimeClient back = lost.bob().resume(welcome, 2)) {
                assertThat(back.awaitWelcome().path("resume").path("reason").asText())
                        .isEqualTo("epoch_changed");
            }
            try (RealtimeClient back = whole.bob().resume(offlineWelcome, 1)) {
                assertThat(back.awaitWelcome().path("resume").path("result").asText())
                        .isEqualTo("full");
            }
            assertThat(spared.frames()).noneMatch(RedisAwayIT::isResync);
        }
    }

    private static void talk(Talk talk, RealtimeClient sender, RealtimeClient partner, long seq) {
        talk.send(sender, "next");
        JsonNode next =
                partner.await("the next", frame -> Talk.contents(List.of(frame)).contains("next"));
        assertThat(next.path("seq").asLong()).isEqualTo(seq);
    }

    @Test
    void hungItHoldsUpNobodyAndAllComesAfterwards() {
        Talk talk = Talk.of(service);
        try (RealtimeClient sender = talk.alice().connect();
                ResumingClient partner = new ResumingClient(talk.bob())) {
            sender.awaitWelcome();
            Eventually.holds("the partner is there", () -> partner.seq() >= 0);
            redis.signal("STOP");
            try {
                long begun = System.nanoTime();
                for (String content : Talk.numbered(3)) {
                    assertThat(talk.send(sender, content).path("type").asText()).isEqualTo("ack");
                }
                sender.call("system", "ping", Map.of());
                assertThat(talk.alice().get("/api/v1/conversations").status()).isEqualTo(200);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
            } finally {
                redis.signal("CONT");
            }
            Eventually.holds(
                    "all are there", RIGHT_AGAIN, () -> partner.applied().size() == 3);
            assertThat(Talk.contents(partner.applied())).containsExactly("m1", "m2", "m3");
            assertThat(partner.violations()).isEmpty();
        }
    }

    /** The directory outlives what it could not be told; from another node it would count against the limit. */
    @Test
    void whoLeavesWhileItIsAwayIsOutOfTheDirectoryAfterwards() {
        TestUser zoe = service.register("zoe_" + Ids.next().toString().substring(24));
        List<RealtimeClient> three = Stream.generate(zoe::connect).limit(3).toList();
        three.forEach(RealtimeClient::awaitWelcome);
        assertThat(nodesOf(zoe)).isEqualTo(":1");
        Eventually.holds("it is kept", redis::isWritten);
        redis.kill();
        three.forEach(RealtimeClient::close);
        Eventually.holds("they have gone", () -> service.metric("devthread_connections") == 0);
        redis.start();
        Eventually.holds("none counts", () -> nodesOf(zoe).equals(":0"));
    }

    /** What Redis carries out when nobody waits for it any more must not cost the connection that is there. */
    @Test
    void whoCouldNotTakeASessionOverGivesItBack() {
        TestUser zoe = service.register("zoe_" + Ids.next().toString().substring(24));
        try (RealtimeClient live = zoe.connect()) {
            JsonNode welcome = live.awaitWelcome();
            redis.signal("STOP");
            try (RealtimeClient late = zoe.resume(welcome, 0)) {
                assertThat(late.awaitClose()).isEqualTo(4013);
            } finally {
                redis.signal("CONT");
            }
            Eventually.holds("it has its session again", () -> hasItsSession(zoe, welcome));
            assertThat(live.isClosed()).isFalse();
        }
    }

    /** As Redis says it: how many nodes the user has connections on. */
    private static String nodesOf(TestUser user) {
        return redis.command("HLEN {b" + bucketOf(user) + "}nodes:" + user.id());
    }

    private static boolean hasItsSession(TestUser user, JsonNode welcome) {
        String script = "return redis.call('HGET', KEYS[1], 'connection') == ARGV[1] and 1 or 0";
        String session = "{b" + bucketOf(user) + "}session:" + user.id() + ":"
                + welcome.path("session").asText();
        String connection = welcome.path("connection_id").asText();
        return redis.command("EVAL \"%s\" 1 %s %s".formatted(script, session, connection))
                .equals(":1");
    }

    private static long bucketOf(TestUser user) {
        return user.id().value().getLeastSignificantBits() & 0xff;
    }

    private static boolean isResync(JsonNode frame) {
        return frame.path("event").asText().equals("resync");
    }

    private static boolean outboxIsEmpty() throws Exception {
        try (var connection = java.sql.DriverManager.getConnection(
                        "jdbc:" + service.postgres().url(),
                        service.postgres().user(),
                        service.postgres().password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from outbox")) {
            rows.next();
            return rows.getInt(1) == 0;
        }
    }
}
