package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.RawWebSocket;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import java.io.ByteArrayOutputStream;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract sections 2, 2.1, 2.2, 2.5 and 2.6 over real sockets against the whole service. */
class ProtocolIT {
    private static TestService service;
    private static TestUser alice;
    private static TestUser bob;
    private static TestUser carol;

    @BeforeAll
    static void startService() {
        service = TestService.start();
        alice = service.register("alice_p");
        bob = service.register("bob_p");
        carol = service.register("carol_p");
    }

    @AfterAll
    static void stopService() {
        service.close();
    }

    @Test
    void welcomeIsTheFirstFrameAndSaysWhereTheClientStands() {
        UserId user = someone();
        try (RealtimeClient client = connect(user)) {
            JsonNode welcome = client.awaitWelcome();
            assertThat(client.frames().getFirst().path("event").asText()).isEqualTo("welcome");
            assertThat(welcome.path("user_id").asText()).isEqualTo(user.toString());
            assertThat(welcome.path("epoch").asText()).hasSizeGreaterThanOrEqualTo(16);
            assertThat(welcome.path("seq").asLong(-1)).isZero();
            assertThat(welcome.path("session").asText()).hasSizeGreaterThanOrEqualTo(22);
            assertThat(welcome.path("resume").path("result").asText()).isEqualTo("none");
            assertThat(welcome.path("channels").get(0).asText()).isEqualTo("user:" + user);
            assertThat(welcome.path("heartbeat_ms").asLong()).isEqualTo(30_000);
            assertThat(welcome.path("max_frame_bytes").asLong()).isEqualTo(65_536);
            assertThat(welcome.path("versions").get(0).asInt()).isEqualTo(1);
        }
    }

    @Test
    void theTokenMayStandInTheHeaderInTheQueryOrInTheFirstCommand() {
        String token = service.token(someone());
        try (RealtimeClient query = RealtimeClient.open(service.address().ws("?token=" + token));
                RealtimeClient command = RealtimeClient.open(service.address().ws())) {
            query.awaitWelcome();
            String id = command.command("system", "authenticate", Map.of("token", token));
            assertThat(command.awaitReply(id).path("event").asText()).isEqualTo("welcome");
        }
    }

    @Test
    void aBadTokenIsRefusedBeforeTheUpgrade() {
        assertThat(refusedStatus("Bearer nonsense")).isEqualTo(401);
        assertThat(refusedStatus(
                        "Bearer " + service.token(someone(), Instant.now().minusSeconds(60))))
                .isEqualTo(401);
        assertThat(refusedStatus("Basic abc")).isEqualTo(401);
    }

    @Test
    void aBadTokenInTheFirstCommandClosesWith4501() {
        try (RealtimeClient client = RealtimeClient.open(service.address().ws())) {
            String id = client.command("system", "authenticate", Map.of("token", "nonsense"));
            assertThat(client.awaitReply(id).path("code").asText()).isEqualTo("unauthorized");
            assertThat(client.awaitClose()).isEqualTo(4501);
        }
    }

    @Test
    void whoDoesNotAuthenticateInTimeIsClosedWith4501() {
        try (RealtimeClient client = RealtimeClient.open(service.address().ws())) {
            assertThat(client.call("system", "ping", Map.of()).path("code").asText())
                    .isEqualTo("unauthorized");
            assertThat(client.awaitClose()).isEqualTo(4501);
        }
    }

    @Test
    void anotherOriginIsForbiddenAndItsOwnHostIsNot() {
        String token = "Bearer " + service.token(someone());
        WebSocketHandshakeException refused = catchThrowableOfType(
                WebSocketHandshakeException.class,
                () -> RealtimeClient.open(
                        service.address().ws(), Map.of("Authorization", token, "Origin", "https://evil.example")));
        assertThat(refused.getResponse().statusCode()).isEqualTo(403);
        String own = "http://" + service.address().http("/").getAuthority();
        try (RealtimeClient client =
                RealtimeClient.open(service.address().ws(), Map.of("Authorization", token, "Origin", own))) {
            client.awaitWelcome();
        }
    }

    @Test
    void pingIsAnsweredByPongWithTheSameId() {
        try (RealtimeClient client = connect(someone())) {
            client.awaitWelcome();
            JsonNode pong = client.call("system", "ping", Map.of());
            assertThat(pong.path("type").asText()).isEqualTo("system");
            assertThat(pong.path("event").asText()).isEqualTo("pong");
        }
    }

    @Test
    void commandsSentRightBehindTheTokenWaitForTheWelcome() {
        try (RealtimeClient client = RealtimeClient.open(service.address().ws())) {
            client.command("system", "authenticate", Map.of("token", service.token(someone())));
            JsonNode reply = client.call("system", "subscribe", Map.of("channel", "feed"));
            assertThat(reply.path("type").asText()).isEqualTo("ack");
            assertThat(client.frames().getFirst().path("event").asText()).isEqualTo("welcome");
        }
    }

    @Test
    void subscribingAndUnsubscribingAnswerWithAllThatAreSubscribed() {
        String post = "post:" + Ids.next();
        try (RealtimeClient client = connect(someone())) {
            String own = client.awaitWelcome().path("channels").get(0).asText();
            assertThat(channels(client.call("system", "subscribe", Map.of("channels", List.of("feed", post)))))
                    .containsExactlyInAnyOrder(own, "feed", post);
            assertThat(channels(client.call("system", "unsubscribe", Map.of("channel", "feed"))))
                    .containsExactlyInAnyOrder(own, post);
        }
    }

    @Test
    void aSubscribeAndAnUnsubscribeSentAtOnceEndAsUnsubscribed() {
        String conversation = "conversation:" + alice.conversationWith(bob);
        try (RealtimeClient client = alice.connect()) {
            client.awaitWelcome();
            client.command("system", "subscribe", Map.of("channel", conversation));
            String last = client.command("system", "unsubscribe", Map.of("channel", conversation));
            assertThat(channels(client.awaitReply(last))).doesNotContain(conversation);
        }
    }

    @Test
    void othersChannelsAreForbiddenWhetherTheyExistOrNot() {
        String conversation = alice.conversationWith(bob);
        try (RealtimeClient client = carol.connect()) {
            client.awaitWelcome();
            for (String channel :
                    List.of("conversation:" + conversation, "conversation:" + Ids.next(), "user:" + alice.id())) {
                JsonNode reply = client.call("system", "subscribe", Map.of("channel", channel));
                assertThat(reply.path("code").asText()).as(channel).isEqualTo("forbidden");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "feeds", "feed:1", "user:", "user:1", "post:x", "conversation:1-1-1-1-1", "room:1"})
    void whatIsNoChannelIsInvalidData(String channel) {
        try (RealtimeClient client = connect(someone())) {
            JsonNode reply = client.call("system", "subscribe", Map.of("channel", channel));
            assertThat(reply.path("code").asText()).isEqualTo("invalid_data");
            assertThat(reply.path("field").asText()).isEqualTo("channel");
        }
    }

    @Test
    void the129thSubscriptionIsRefused() {
        List<String> posts = new ArrayList<>();
        IntStream.range(0, 128).forEach(i -> posts.add("post:" + Ids.next()));
        try (RealtimeClient client = connect(someone())) {
            assertThat(client.call("system", "subscribe", Map.of("channels", posts))
                            .path("type")
                            .asText())
                    .isEqualTo("ack");
            assertThat(client.call("system", "subscribe", Map.of("channel", "feed"))
                            .path("code")
                            .asText())
                    .isEqualTo("too_many_subscriptions");
        }
    }

    @Test
    void unknownCommandsAreRefusedAndTheConnectionLivesOn() {
        try (RealtimeClient client = connect(someone())) {
            assertThat(client.call("system", "dance", Map.of()).path("code").asText())
                    .isEqualTo("unknown_event");
            assertThat(client.call("system", "ping", Map.of()).path("event").asText())
                    .isEqualTo("pong");
        }
    }

    @Test
    void anUnsupportedVersionIsRefusedWithTheVersionsThatAre() {
        try (RealtimeClient client = connect(someone())) {
            client.sendText("{\"v\":2,\"id\":\"x\",\"type\":\"system\",\"event\":\"ping\"}");
            JsonNode error = client.awaitReply("x");
            assertThat(error.path("code").asText()).isEqualTo("unsupported_version");
            assertThat(error.path("versions").get(0).asInt()).isEqualTo(1);
        }
    }

    @Test
    void theThirdInvalidFrameClosesWith4500() {
        try (RealtimeClient client = connect(someone())) {
            client.awaitWelcome();
            client.sendText("nonsense");
            assertThat(client.awaitError().path("code").asText()).isEqualTo("invalid_frame");
            assertThat(client.call("system", "ping", Map.of()).path("event").asText())
                    .isEqualTo("pong");
            client.sendText("[]");
            client.sendText("{}");
            assertThat(client.awaitClose()).isEqualTo(4500);
        }
    }

    @Test
    void whatComesBehindTheThirdInvalidFrameIsNotHeard() {
        try (RawWebSocket client =
                RawWebSocket.open(service.address().port(), "/ws?token=" + service.token(someone()))) {
            assertThat(client.readText()).contains("welcome");
            String ping = "{\"id\":\"p\",\"type\":\"system\",\"event\":\"ping\"}";
            ByteArrayOutputStream together = new ByteArrayOutputStream();
            for (String text : List.of("{}", "{}", "{}", ping)) {
                together.writeBytes(RawWebSocket.frame(RawWebSocket.TEXT, text));
            }
            client.write(together.toByteArray());
            for (int i = 0; i < 3; i++) {
                assertThat(client.readText()).contains("invalid_frame");
            }
            assertThat(client.read().closeCode()).isEqualTo(4500);
        }
    }

    /** Far more than wait for the welcome: those that are refused for it learn it by their ids. */
    @Test
    void eachCommandSentRightBehindTheHandshakeGetsItsReply() {
        try (RawWebSocket client = RawWebSocket.connect(service.address().port())) {
            ByteArrayOutputStream together = new ByteArrayOutputStream();
            together.writeBytes(RawWebSocket.request("/ws?token=" + service.token(someone()))
                    .getBytes(StandardCharsets.ISO_8859_1));
            for (int i = 0; i < 100; i++) {
                together.writeBytes(RawWebSocket.frame(
                        RawWebSocket.TEXT, "{\"id\":\"p" + i + "\",\"type\":\"system\",\"event\":\"ping\"}"));
            }
            client.write(together.toByteArray());
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 101");
            Set<String> answered = new HashSet<>();
            while (answered.size() < 100) {
                JsonNode frame = Json.read(client.readText().getBytes(StandardCharsets.UTF_8), JsonNode.class);
                if (!frame.path("event").asText().equals("welcome")) {
                    assertThat(answered.add(frame.path("id").asText())).isTrue();
                    assertThat(frame.path("id").asText()).startsWith("p");
                }
            }
        }
    }

    @Test
    void aSocketThatSaysAnythingButItsTokenIsClosedInTheEnd() {
        try (RealtimeClient client = RealtimeClient.open(service.address().ws())) {
            for (int i = 0; i < 100; i++) {
                client.command("system", "ping", Map.of());
            }
            assertThat(client.awaitClose()).isEqualTo(4501);
            assertThat(client.frames()).hasSize(100);
        }
    }

    @Test
    void channelAndChannelsTogetherAreRefused() {
        try (RealtimeClient client = connect(someone())) {
            client.awaitWelcome();
            JsonNode error = client.call(
                    "system", "subscribe", Map.of("channel", "feed", "channels", List.of("post:" + Ids.next())));
            assertThat(error.path("code").asText()).isEqualTo("invalid_data");
            assertThat(error.path("field").asText()).isEqualTo("channel");
        }
    }

    @Test
    void theEleventhConnectionIsRefusedAndTheOthersLiveOn() {
        UserId user = someone();
        List<RealtimeClient> ten = new ArrayList<>();
        IntStream.range(0, 10).forEach(i -> ten.add(connect(user)));
        ten.forEach(RealtimeClient::awaitWelcome);
        try (RealtimeClient eleventh = connect(user)) {
            assertThat(eleventh.awaitError().path("code").asText()).isEqualTo("too_many_connections");
            assertThat(eleventh.awaitClose()).isEqualTo(4504);
        }
        ten.forEach(client -> assertThat(
                        client.call("system", "ping", Map.of()).path("event").asText())
                .isEqualTo("pong"));
        ten.forEach(RealtimeClient::close);
    }

    @Test
    void aTokenIsRenewedInBandAndOnlyForTheSameUser() {
        UserId user = someone();
        try (RealtimeClient client = RealtimeClient.open(
                service.address().ws(), service.token(user, Instant.now().plusSeconds(30)))) {
            client.awaitEvent("token_expiring");
            Instant later = Instant.now().plusSeconds(900);
            JsonNode renewed = client.call("system", "refresh_token", Map.of("token", service.token(user, later)));
            assertThat(Instant.parse(renewed.path("data").path("expires_at").asText()))
                    .isAfter(Instant.now().plusSeconds(800));
            assertThat(client.call("system", "refresh_token", Map.of("token", service.token(someone())))
                            .path("code")
                            .asText())
                    .isEqualTo("forbidden");
        }
    }

    @Test
    void signingOutClosesEveryConnectionWith4503AndTheTokenIsRefused() {
        TestUser dave = service.register("dave_p");
        RealtimeClient client = dave.connect();
        client.awaitWelcome();
        assertThat(dave.post("/api/v1/auth/logout", Map.of()).status()).isBetween(200, 204);
        assertThat(client.awaitClose()).isEqualTo(4503);
        assertThat(refusedStatus("Bearer " + dave.token())).isEqualTo(401);
    }

    private static int refusedStatus(String authorization) {
        return catchThrowableOfType(
                        WebSocketHandshakeException.class,
                        () -> RealtimeClient.open(service.address().ws(), Map.of("Authorization", authorization)))
                .getResponse()
                .statusCode();
    }

    private static List<String> channels(JsonNode reply) {
        List<String> channels = new ArrayList<>();
        reply.path("data").path("channels").forEach(channel -> channels.add(channel.asText()));
        return channels;
    }

    private static UserId someone() {
        return new UserId(Ids.next());
    }

    private static RealtimeClient connect(UserId user) {
        return RealtimeClient.open(service.address().ws(), service.token(user));
    }
}
