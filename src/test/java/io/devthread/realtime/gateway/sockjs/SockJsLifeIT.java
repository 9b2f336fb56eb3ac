package io.devthread.realtime.gateway.sockjs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.SockJsWire;
import io.devthread.realtime.testkit.SockJsWire.Transport;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How SockJS sessions live and end when their clients fall silent, read slowly or are cut off. */
class SockJsLifeIT {
    /** Messages: far more than the kernels and the outbound bound can take together. */
    private static final int TOO_MUCH_TO_SEND = 90;

    /**
     * Messages: more than the outbound bound alone, where no kernel takes any. No more than that: a session that has
     * been given up says so for a few seconds only, and the sending counts among them.
     */
    private static final int TOO_MUCH_TO_WAIT = 12;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Map<String, String> SETTINGS = Map.of(
            "DEVTHREAD_SESSION_RATES_MESSAGES_BURST", "10000",
            "DEVTHREAD_SESSION_SLOW_CONSUMER_TIMEOUT", "2s",
            "DEVTHREAD_SOCKET_OUTBOUND_BYTES", "16384",
            "DEVTHREAD_SOCKET_PING_INTERVAL", "500ms",
            "DEVTHREAD_SOCKET_SILENCE_LIMIT", "8s");

    private static TestService service;
    private TestUser alice;
    private TestUser bob;
    private String conversation;

    @BeforeAll
    static void start() {
        service = TestService.start(SETTINGS);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void meet() {
        String tag = Ids.next().toString().substring(24);
        alice = service.register("a_" + tag);
        bob = service.register("b_" + tag);
        conversation = alice.conversationWith(bob);
    }

    @ParameterizedTest
    @EnumSource
    void heartbeatsKeepComing(Transport transport) {
        SockJsWire[] wire = new SockJsWire[1];
        try (RealtimeClient client = RealtimeClient.over(
                owner -> wire[0] = SockJsWire.start(service.address(), transport, query(bob), owner))) {
            client.awaitWelcome();
            Eventually.holds("three heartbeats", PATIENCE, () -> heartbeats(wire[0]) >= 3);
            assertThat(wire[0].sockJsFrames()).containsOnlyOnce("o");
        }
    }

    /**
     * Paced by the server's heartbeats, until one that said nothing all the while is gone. A stream shows no life of its
     * client, which therefore sends system/ping.
     */
    @Test
    void pollsAndPingsAreSignsOfLife() {
        SockJsWire[] wire = new SockJsWire[1];
        try (RealtimeClient polling = SockJsWire.open(service.address(), Transport.POLLING, query(bob));
                RealtimeClient pinging = RealtimeClient.over(owner ->
                        wire[0] = SockJsWire.start(service.address(), Transport.STREAMING, query(alice), owner));
                RealtimeClient silent = SockJsWire.open(service.address(), Transport.STREAMING, query(alice))) {
            List.of(polling, pinging, silent).forEach(RealtimeClient::awaitWelcome);
            while (!silent.isClosed()) {
                pinging.awaitReply(pinging.command("system", "ping", Map.of()));
                long before = heartbeats(wire[0]);
                Eventually.holds("another heartbeat", PATIENCE, () -> heartbeats(wire[0]) > before);
            }
            assertThat(silent.awaitClose()).isEqualTo(4009);
            assertThat(polling.isClosed()).isFalse();
            assertThat(pinging.isClosed()).isFalse();
        }
    }

    private static long heartbeats(SockJsWire wire) {
        return wire.sockJsFrames().stream().filter("h"::equals).count();
    }

    /** It polls for the welcome and never again: what waits for it stays within the bound, and then it is given up. */
    @Test
    void aPollThatNeverReturnsIsClosedWith4008AndLosesNothing() throws IOException {
        String path = "/sockjs/000/gone" + Ids.next().toString().substring(24) + "/xhr" + query(bob);
        poll(path);
        JsonNode welcome = frames(poll(path)).getFirst().path("data");
        send(TOO_MUCH_TO_WAIT);
        Eventually.holds(
                "the service has given the reader up",
                PATIENCE,
                () -> service.metric("devthread_transport_connections{transport=\"xhr-polling\"}") == 0);
        String rest = poll(path);
        assertThat(rest.startsWith("a") ? poll(path) : rest).startsWith("c[4008,");
        assertResumesWhole(welcome, TOO_MUCH_TO_WAIT);
    }

    @Test
    void aStreamThatIsNotReadIsClosedWith4008AndLosesNothing() throws IOException {
        try (Socket stuck = new Socket()) {
            stuck.setReceiveBufferSize(4_096);
            stuck.connect(new InetSocketAddress("127.0.0.1", service.address().port()));
            write(stuck, request("/sockjs/000/stuck/xhr_streaming" + query(bob)));
            JsonNode welcome = frames(readUntil(stuck, "subscriptions_restored"))
                    .getFirst()
                    .path("data");
            send(TOO_MUCH_TO_SEND);
            Eventually.holds(
                    "the service has given the reader up",
                    PATIENCE,
                    () -> service.metric("devthread_transport_connections{transport=\"xhr-streaming\"}") == 0);
            assertResumesWhole(welcome, TOO_MUCH_TO_SEND);
        }
    }

    /** The known weakness of polling: what a cut answer held is gone with it. The log still has it. */
    @Test
    void whatAnAnswerHeldThatWasCutInTheMiddleIsRecoveredByAResume() throws IOException {
        String path = "/sockjs/000/cut/xhr" + query(bob);
        poll(path);
        JsonNode welcome = frames(poll(path)).getFirst().path("data");
        try (RealtimeClient sender = alice.connect()) {
            sender.awaitWelcome();
            send(sender, 0);
            send(sender, 1);
        }
        try (Socket cut = new Socket("127.0.0.1", service.address().port())) {
            write(cut, request(path));
            String half = readUntil(cut, "\\\"seq\\\":1,");
            assertThat(half).doesNotContain("\"]");
        }
        String resume = "&session=%s&epoch=%s&seq=%s"
                .formatted(
                        welcome.path("session").asText(),
                        welcome.path("epoch").asText(),
                        welcome.path("seq").asText());
        try (RealtimeClient back = SockJsWire.open(service.address(), Transport.POLLING, query(bob) + resume)) {
            assertThat(back.awaitWelcome().path("resume").path("result").asText())
                    .isEqualTo("full");
            assertThat(back.awaitDurable(2).stream()
                            .map(event -> event.path("seq").asInt()))
                    .containsExactly(1, 2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoIsSignedOutIsToldWhy(Transport transport) {
        TestUser carol = service.register("c_" + Ids.next().toString().substring(24));
        try (RealtimeClient client = SockJsWire.open(service.address(), transport, query(carol))) {
            client.awaitWelcome();
            carol.post("/api/v1/auth/logout", Map.of());
            assertThat(client.awaitClose()).isEqualTo(4503);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServiceThatStopsSendsItsClientsElsewhere(Transport transport) {
        TestService leaving = service.another("gateway");
        try (RealtimeClient client = SockJsWire.open(leaving.address(), transport, query(bob))) {
            client.awaitWelcome();
            leaving.close();
            assertThat(client.awaitEvent("draining").path("data").has("retry_after_ms"))
                    .isTrue();
            assertThat(client.awaitClose()).isEqualTo(4012);
        }
    }

    private void send(int messages) {
        try (RealtimeClient sender = alice.connect()) {
            sender.awaitWelcome();
            IntStream.range(0, messages).forEach(i -> send(sender, i));
        }
    }

    private void send(RealtimeClient sender, int number) {
        Map<String, String> message = Map.of(
                "conversation_id", conversation, "content", "x".repeat(4_000), "client_message_id", "m" + number);
        assertThat(sender.call("message", "send_message", message).path("type").asText())
                .isEqualTo("ack");
    }

    private void assertResumesWhole(JsonNode welcome, int messages) {
        try (RealtimeClient back = bob.resume(welcome, 0)) {
            List<JsonNode> all = back.awaitDurable(messages);
            assertThat(all.stream().map(event -> event.path("seq").asInt()))
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, messages).boxed().toList());
        }
    }

    private static String query(TestUser user) {
        return "?token=" + user.token();
    }

    private static String request(String path) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
    }

    /** The body of one answer, whose length it says. */
    private static String poll(String path) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", service.address().port())) {
            write(socket, request(path).replace("Host: x", "Host: x\r\nConnection: close"));
            socket.setSoTimeout((int) PATIENCE.toMillis());
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Whatever has come up to and with the text, and not one byte more. */
    private static String readUntil(Socket socket, String text) throws IOException {
        socket.setSoTimeout((int) PATIENCE.toMillis());
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (!read.toString(StandardCharsets.UTF_8).endsWith(text)) {
            int next = in.read();
            assertThat(next).as("after %s", read).isNotNegative();
            read.write(next);
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    /** The frames in a SockJS message, as far as they have come. */
    private static List<JsonNode> frames(String answer) {
        String message = answer.substring(answer.indexOf("a[\"")).strip();
        String whole = message.endsWith("]") ? message : message + "\\\":true}}}\"]";
        return List.of(Json.read(whole.substring(1), String[].class)).stream()
                .map(text -> Json.read(text, JsonNode.class))
                .toList();
    }
}
