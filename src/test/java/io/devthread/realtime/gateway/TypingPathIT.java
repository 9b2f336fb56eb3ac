package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.testkit.Connected;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Typing from one socket to another. It is cleared by itself after an hour only: what is seen to end, was ended. */
class TypingPathIT {
    private static TestService service;

    private TestUser alice;
    private TestUser bob;
    private String conversation;

    @BeforeAll
    static void startService() {
        service = TestService.start(Map.of(
                "DEVTHREAD_TYPING_PAUSE", "100ms",
                "DEVTHREAD_TYPING_CLEAR_AFTER", "1h",
                "DEVTHREAD_SESSION_RATES_TYPING_PER_SECOND", "10000",
                "DEVTHREAD_SESSION_RATES_TYPING_BURST", "10000"));
    }

    @AfterAll
    static void stopService() {
        service.close();
    }

    @BeforeEach
    void people() {
        alice = service.register(name("alice"));
        bob = service.register(name("bob"));
        conversation = alice.conversationWith(bob);
    }

    @Test
    void thePartnerSeesItWhereSubscribedAndNobodyElseDoes() {
        try (RealtimeClient typist = subscribed(alice);
                RealtimeClient otherDevice = subscribed(alice);
                RealtimeClient partner = subscribed(bob);
                RealtimeClient elsewhere = bob.connect()) {
            elsewhere.awaitWelcome();
            assertThat(start(typist).path("data")).isEmpty();
            JsonNode seen = partner.awaitEvent("typing_start");
            assertThat(seen.path("type").asText()).isEqualTo("typing");
            assertThat(seen.path("channel").asText()).isEqualTo("conversation:" + conversation);
            assertThat(seen.path("data").path("conversation_id").asText()).isEqualTo(conversation);
            assertThat(seen.path("data").path("user_id").asText())
                    .isEqualTo(alice.id().toString());
            assertThat(seen.path("data").path("username").asText()).isEqualTo(alice.username());
            assertThat(seen.has("seq")).isFalse();
            assertThat(stop(typist).path("data")).isEmpty();
            partner.awaitEvent("typing_stop");
            for (RealtimeClient other : List.of(typist, otherDevice, elsewhere)) {
                assertThat(typing(other)).isEmpty();
            }
        }
    }

    @Test
    void disconnectingEndsIt() {
        try (RealtimeClient partner = subscribed(bob)) {
            RealtimeClient typist = subscribed(alice);
            start(typist);
            partner.awaitEvent("typing_start");
            typist.cut();
            partner.awaitEvent("typing_stop");
        }
    }

    @Test
    void unsubscribingEndsIt() {
        try (RealtimeClient typist = subscribed(alice);
                RealtimeClient partner = subscribed(bob)) {
            start(typist);
            typist.call("system", "unsubscribe", Map.of("channel", "conversation:" + conversation));
            partner.awaitEvent("typing_stop");
        }
    }

    @Test
    void sendingEndsItOverWhicheverConnection() {
        try (RealtimeClient typist = subscribed(alice);
                RealtimeClient otherDevice = subscribed(alice);
                RealtimeClient partner = subscribed(bob)) {
            start(typist);
            otherDevice.call(
                    "message",
                    "send_message",
                    Map.of("conversation_id", conversation, "content", "hi", "client_message_id", "m-1"));
            partner.awaitEvent("typing_stop");
        }
    }

    @Test
    void sendingOverHttpEndsIt() {
        try (RealtimeClient typist = subscribed(alice);
                RealtimeClient partner = subscribed(bob)) {
            start(typist);
            alice.post(
                    "/api/v1/conversations/" + conversation + "/messages",
                    Map.of("content", "hi", "client_message_id", "m-1"));
            partner.awaitEvent("typing_stop");
        }
    }

    @Test
    void sendingOverHttpEndsItOnAnotherGatewayToo() {
        try (TestService other = service.another("gateway");
                RealtimeClient typist = subscribed(alice);
                RealtimeClient partner = subscribed(bob)) {
            start(typist);
            alice.at(other.address())
                    .post(
                            "/api/v1/conversations/" + conversation + "/messages",
                            Map.of("content", "hi", "client_message_id", "m-1"));
            partner.awaitEvent("typing_stop");
        }
    }

    @Test
    void sendingEndsItOnAnotherGatewayToo() {
        try (TestService other = service.another("gateway");
                RealtimeClient typist = subscribed(alice);
                RealtimeClient otherDevice = alice.at(other.address()).connect();
                RealtimeClient partner = subscribed(bob)) {
            otherDevice.awaitWelcome();
            start(typist);
            otherDevice.call(
                    "message",
                    "send_message",
                    Map.of("conversation_id", conversation, "content", "hi", "client_message_id", "m-1"));
            partner.awaitEvent("typing_stop");
        }
    }

    /** Each request is by itself: what an earlier one began, only the service knows. */
    @ParameterizedTest
    @ValueSource(strings = {"as a message", "as a command"})
    void sendingOverHttpEndsWhatWasBegunOverHttp(String how) {
        Map<String, Object> message = Map.of("content", "hi", "client_message_id", "m-1");
        try (RealtimeClient partner = subscribed(bob)) {
            command("typing", "typing_start", Map.of("conversation_id", conversation));
            partner.awaitEvent("typing_start");
            if (how.equals("as a message")) {
                alice.post("/api/v1/conversations/" + conversation + "/messages", message);
            } else {
                Map<String, Object> data = new HashMap<>(message);
                data.put("conversation_id", conversation);
                command("message", "send_message", data);
            }
            partner.awaitEvent("typing_stop");
        }
    }

    @Test
    void aStartAndAStopSentAtOnceEndAsStopped() {
        try (RealtimeClient typist = subscribed(alice);
                RealtimeClient partner = subscribed(bob)) {
            typist.command("typing", "typing_start", Map.of("conversation_id", conversation));
            typist.awaitReply(typist.command("typing", "typing_stop", Map.of("conversation_id", conversation)));
            partner.awaitEvent("typing_stop");
            assertThat(typing(partner)).containsExactly("typing_start", "typing_stop");
        }
    }

    @Test
    void whoTakesNoPartIsForbidden() {
        try (RealtimeClient carol = service.register(name("carol")).connect()) {
            carol.awaitWelcome();
            assertThat(start(carol).path("code").asText()).isEqualTo("forbidden");
            assertThat(stop(carol).path("code").asText()).isEqualTo("forbidden");
        }
    }

    /** What carol types comes the same way behind it: when that is there, the rest would be, too. */
    @Test
    void nothingPassesFromWhoWasBlockedWhileConnected() {
        TestUser carol = service.register(name("carol"));
        String other = carol.conversationWith(bob);
        try (RealtimeClient typist = subscribed(alice);
                RealtimeClient third = carol.connect();
                RealtimeClient partner = subscribed(bob)) {
            third.awaitWelcome();
            partner.call("system", "subscribe", Map.of("channel", "conversation:" + other));
            block(bob, alice);
            assertThat(start(typist).path("type").asText()).isEqualTo("ack");
            third.call("typing", "typing_start", Map.of("conversation_id", other));
            JsonNode seen = partner.awaitEvent("typing_start");
            assertThat(seen.path("data").path("user_id").asText())
                    .isEqualTo(carol.id().toString());
        }
    }

    @Test
    void whatIsOnTheScreenGoesWhenOneBlocksTheOther() {
        try (RealtimeClient typist = subscribed(alice);
                RealtimeClient partner = subscribed(bob)) {
            start(typist);
            partner.awaitEvent("typing_start");
            block(bob, alice);
            Eventually.holds("the indicator is taken back", () -> {
                start(typist);
                return typing(partner).contains("typing_stop");
            });
        }
    }

    @Test
    void aCommandWithoutAConversationIsInvalid() {
        try (RealtimeClient typist = subscribed(alice)) {
            JsonNode error = typist.call("typing", "typing_start", Map.of("conversation_id", "none"));
            assertThat(error.path("code").asText()).isEqualTo("invalid_data");
            assertThat(error.path("field").asText()).isEqualTo("conversation_id");
        }
    }

    /** Over HTTP. */
    private void command(String type, String event, Map<String, Object> data) {
        TestUser.Answer answer =
                alice.post("/api/v1/realtime/commands", Map.of("id", "c", "type", type, "event", event, "data", data));
        assertThat(answer.body().path("type").asText()).as("%s", answer.body()).isEqualTo("ack");
    }

    private static void block(TestUser user, TestUser blocked) {
        Vertx vertx = Vertx.vertx();
        Connected.to(vertx, service.postgres())
                .query(
                        "INSERT INTO blocks (user_id, blocked_id, blocked_at) VALUES ($1, $2, now())",
                        user.id().value(),
                        blocked.id().value());
        vertx.close().await();
    }

    private RealtimeClient subscribed(TestUser user) {
        RealtimeClient client = user.connect();
        client.awaitWelcome();
        JsonNode ack = client.call("system", "subscribe", Map.of("channel", "conversation:" + conversation));
        assertThat(ack.path("type").asText()).as("%s", ack).isEqualTo("ack");
        return client;
    }

    private JsonNode start(RealtimeClient client) {
        return client.call("typing", "typing_start", Map.of("conversation_id", conversation));
    }

    private JsonNode stop(RealtimeClient client) {
        return client.call("typing", "typing_stop", Map.of("conversation_id", conversation));
    }

    /** What has come, up to the reply to a ping that was sent now. */
    private static List<String> typing(RealtimeClient client) {
        client.call("system", "ping", Map.of());
        return client.frames().stream()
                .filter(frame -> frame.path("type").asText().equals("typing"))
                .map(frame -> frame.path("event").asText())
                .toList();
    }

    private static String name(String first) {
        return first + "_" + Ids.next().toString().substring(28);
    }
}
