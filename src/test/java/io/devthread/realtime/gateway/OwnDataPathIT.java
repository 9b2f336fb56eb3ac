package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.PostgresText;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.RedisText;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import io.devthread.realtime.testkit.TestUser.Answer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is held about a person, taken away and erased, through the whole service and down to its stores. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnDataPathIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Vertx vertx = Vertx.vertx();
    private TestService service;
    private RedisLink redis;

    @BeforeAll
    void start() {
        service = TestService.start();
        redis = RedisLink.connect(vertx, service.redis());
        redis.connected().await();
    }

    @AfterAll
    void stop() {
        service.close();
        redis.close().await();
        vertx.close().await();
    }

    @Test
    void theExportHoldsEverythingAndNothingOfOthers() {
        TestUser alice = service.register("alice-export");
        TestUser bob = service.register("bob-export");
        TestUser carol = service.register("carol-export");
        String talk = Eventually.passes(() -> alice.conversationWith(bob));
        String foreign = Eventually.passes(() -> bob.conversationWith(carol));
        send(alice, talk, "mine");
        send(bob, talk, "to me");
        send(bob, foreign, "not for alice");
        call(alice, "PUT", "/api/v1/blocks/" + carol.id());
        put(alice, "/api/v1/presence/me", Map.of("status", "busy"));

        Answer answer = alice.get("/api/v1/me/export");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().at("/user/username").asText()).isEqualTo("alice-export");
        assertThat(answer.body().at("/blocks/0/id").asText())
                .isEqualTo(carol.id().toString());
        assertThat(answer.body().at("/presence/chosen_status").asText()).isEqualTo("busy");
        assertThat(answer.body().path("conversations")).hasSize(1);
        assertThat(answer.body().toString())
                .contains("\"mine\"")
                .contains("\"to me\"")
                .doesNotContain("not for alice");
    }

    @Test
    void whatIsErasedIsNowhereAndThePartnerSeesItLive() {
        String canary = "canary-" + UUID.randomUUID();
        TestUser alice = service.register("alice-erase");
        TestUser bob = service.register("bob-erase");
        String talk = Eventually.passes(() -> alice.conversationWith(bob));
        try (RealtimeClient ofAlice = alice.connect();
                RealtimeClient ofBob = bob.connect()) {
            ofAlice.awaitWelcome();
            ofBob.awaitWelcome();
            put(alice, "/api/v1/presence/me", Map.of("status", "busy"));
            send(alice, talk, canary + " one");
            send(bob, talk, "an answer");
            send(alice, talk, canary + " two");
            ofBob.awaitDurable(3);
            assertThat(holders(canary)).isNotEmpty();

            Answer done = Eventually.passes(PATIENCE, () -> {
                Answer answer = call(alice, "DELETE", "/api/v1/me/data");
                assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
                return answer;
            });

            assertThat(done.body().path("completed_at").isNull()).isFalse();
            ofBob.awaitEvent("message_deleted");
            ofAlice.awaitEvent("resync");
            assertThat(holders(canary))
                    .as("erased is erased when the answer says so")
                    .isEmpty();
        }
        JsonNode history =
                bob.get("/api/v1/conversations/" + talk + "/messages").body().path("items");
        assertThat(history).hasSize(3);
        assertThat(history.findValuesAsText("content")).containsExactly("", "an answer", "");
        assertThat(alice.get("/api/v1/me/export")
                        .body()
                        .at("/presence/chosen_status")
                        .isNull())
                .isTrue();
    }

    @Test
    void whatIsEditedAwayOrDeletedForEveryoneIsNowhere() {
        TestUser alice = service.register("alice-delete");
        TestUser bob = service.register("bob-delete");
        String first = "canary-" + UUID.randomUUID();
        String second = "canary-" + UUID.randomUUID();
        try (RealtimeClient ofAlice = alice.connect();
                RealtimeClient ofBob = bob.connect()) {
            ofAlice.awaitWelcome();
            ofBob.awaitWelcome();
            String id = ofAlice.call(
                            "message",
                            "send_message",
                            Map.of("recipient_id", bob.id(), "content", first, "client_message_id", UUID.randomUUID()))
                    .at("/data/message/id")
                    .asText();
            ofBob.awaitEvent("new_message");
            assertThat(holders(first)).contains("messages");

            ofAlice.call("message", "edit_message", Map.of("message_id", id, "content", second));
            ofBob.awaitEvent("message_edited");
            Eventually.holds("the first words are nowhere", PATIENCE, () -> holders(first)
                    .isEmpty());
            assertThat(holders(second)).contains("messages");

            ofAlice.call("message", "delete_message", Map.of("message_id", id));
            ofBob.awaitEvent("message_deleted");
            Eventually.holds(
                    "no words are anywhere", PATIENCE, () -> holders(second).isEmpty());
        }
    }

    /** Where a text stands: tables of PostgreSQL and keys of Redis. */
    private List<String> holders(String text) {
        return Stream.concat(
                        PostgresText.containing(service.postgres(), text).stream(),
                        RedisText.containing(redis, text).stream())
                .toList();
    }

    private static void send(TestUser user, String talk, String content) {
        Answer answer = user.post(
                "/api/v1/conversations/" + talk + "/messages",
                Map.of("content", content, "client_message_id", UUID.randomUUID()));
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
    }

    private static void put(TestUser user, String path, Object body) {
        Answer answer = TestUser.request(user.address(), Optional.of(user.token()), "PUT", path, Optional.of(body));
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    }

    private static Answer call(TestUser user, String method, String path) {
        return TestUser.request(user.address(), Optional.of(user.token()), method, path, Optional.empty());
    }
}
