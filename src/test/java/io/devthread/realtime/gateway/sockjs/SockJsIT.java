package io.devthread.realtime.gateway.sockjs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.SockJsWire;
import io.devthread.realtime.testkit.SockJsWire.Transport;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The protocol of contract section 2 over each transport of SockJS: the same frames, the same guarantees. */
class SockJsIT {
    private static final int BURST = 60;

    /** Who leaves between two polls is missed after 10 s. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static TestService service;
    private static TestUser alice;
    private static TestUser bob;
    private static String conversation;

    @BeforeAll
    static void start() {
        service = TestService.start(Map.of("DEVTHREAD_SESSION_RATES_MESSAGES_BURST", "10000"));
        alice = service.register("alice_sockjs");
        bob = service.register("bob_sockjs");
        conversation = alice.conversationWith(bob);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @EnumSource
    void commandsGetTheirRepliesAndEventsComeInOrder(Transport transport) {
        try (RealtimeClient sender = open(transport, alice);
                RealtimeClient receiver = open(transport, bob)) {
            assertThat(sender.awaitWelcome().path("user_id").asText())
                    .isEqualTo(alice.id().toString());
            long before = receiver.awaitWelcome().path("seq").asLong();
            IntStream.range(0, BURST).forEach(i -> sender.command("message", "send_message", message("m " + i)));
            List<JsonNode> events = receiver.awaitDurable(BURST);
            assertThat(events.stream().map(event -> event.path("seq").asLong()))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, BURST)
                            .mapToObj(i -> before + i)
                            .toList());
            assertThat(events.stream().map(SockJsIT::content))
                    .containsExactlyElementsOf(
                            IntStream.range(0, BURST).mapToObj(i -> "m " + i).toList());
            assertThat(sender.call("system", "subscribe", Map.of("channel", "feed"))
                            .path("data")
                            .path("channels")
                            .toString())
                    .contains("feed");
            assertThat(sender.awaitReply(sender.command("system", "ping", Map.of()))
                            .path("event")
                            .asText())
                    .isEqualTo("pong");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anyTextGoesThroughUnchanged(Transport transport) {
        String text = "\"quotes\" \\ \u0007 \u2028 zażółć 漢字 \uD83D\uDE00";
        try (RealtimeClient client = open(transport, alice)) {
            client.awaitWelcome();
            JsonNode ack = client.call("message", "send_message", message(text));
            assertThat(ack.path("data").path("message").path("content").asText())
                    .isEqualTo(text);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientResumesOverAnotherTransport(Transport transport) {
        JsonNode welcome;
        try (RealtimeClient before = bob.connect()) {
            welcome = before.awaitWelcome();
            before.call("system", "subscribe", Map.of("channel", "feed"));
        }
        try (RealtimeClient sender = alice.connect()) {
            sender.call("message", "send_message", message("missed"));
        }
        long seq = welcome.path("seq").asLong();
        String resume = "&session=%s&epoch=%s&seq=%d"
                .formatted(
                        welcome.path("session").asText(), welcome.path("epoch").asText(), seq);
        try (RealtimeClient after = SockJsWire.open(service.address(), transport, query(bob) + resume)) {
            JsonNode resumed = after.awaitWelcome();
            assertThat(resumed.path("resume").path("result").asText()).isEqualTo("full");
            assertThat(resumed.path("resume").path("subscriptions_restored").asBoolean())
                    .isTrue();
            assertThat(content(after.awaitDurable(1).getFirst())).isEqualTo("missed");
        }
    }

    @ParameterizedTest
    @EnumSource
    void itIsCountedByItsTransportAndGoesWhenItsClientGoes(Transport transport) {
        String metric = "devthread_transport_connections{transport=\"" + transport.metric() + "\"}";
        Eventually.holds("those of the tests before are gone", PATIENCE, () -> service.metric(metric) == 0);
        try (RealtimeClient client = open(transport, alice)) {
            client.awaitWelcome();
            assertThat(service.metric(metric)).isEqualTo(1);
        }
        Eventually.holds("it has gone", PATIENCE, () -> service.metric(metric) == 0);
    }

    @ParameterizedTest
    @EnumSource
    void theEleventhConnectionOfAUserIsRefused(Transport transport) {
        TestUser crowd = service.register("crowd_" + transport.name().toLowerCase(java.util.Locale.ROOT));
        List<RealtimeClient> ten =
                IntStream.range(0, 10).mapToObj(i -> open(transport, crowd)).toList();
        ten.forEach(RealtimeClient::awaitWelcome);
        try (RealtimeClient eleventh = open(transport, crowd)) {
            assertThat(eleventh.awaitError().path("code").asText()).isEqualTo("too_many_connections");
            assertThat(eleventh.awaitClose()).isEqualTo(4504);
        }
        assertThat(ten).noneMatch(RealtimeClient::isClosed);
        ten.forEach(RealtimeClient::close);
    }

    @Test
    void aSockJsWebSocketMayShowItsTokenInItsFirstCommand() {
        try (RealtimeClient client = SockJsWire.open(service.address(), Transport.WEBSOCKET, "")) {
            client.command("system", "authenticate", Map.of("token", alice.token()));
            assertThat(client.awaitWelcome().path("user_id").asText())
                    .isEqualTo(alice.id().toString());
        }
    }

    private static RealtimeClient open(Transport transport, TestUser user) {
        return SockJsWire.open(service.address(), transport, query(user));
    }

    private static String query(TestUser user) {
        return "?token=" + user.token();
    }

    private static Map<String, String> message(String content) {
        return Map.of(
                "conversation_id",
                conversation,
                "content",
                content,
                "client_message_id",
                Ids.next().toString());
    }

    private static String content(JsonNode event) {
        return event.path("data").path("message").path("content").asText();
    }
}
