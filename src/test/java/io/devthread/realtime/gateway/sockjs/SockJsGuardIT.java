package io.devthread.realtime.gateway.sockjs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.RawWebSocket;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.SockJsWire;
import io.devthread.realtime.testkit.SockJsWire.Transport;
import io.devthread.realtime.testkit.TestService;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may not use a SockJS session, and what may not be sent over one. */
class SockJsGuardIT {
    private static final String FRIEND = "https://friend.example";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static TestService service;
    private final UserId alice = user();
    private final UserId mallory = user();

    @BeforeAll
    static void start() {
        service = TestService.start(Map.of("DEVTHREAD_GATEWAY_ALLOWED_ORIGINS", FRIEND));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aSessionIsReachedWithATokenOfItsUserOnly() {
        AtomicReference<SockJsWire> wire = new AtomicReference<>();
        try (RealtimeClient client = open(wire, Transport.POLLING, token(alice))) {
            client.awaitWelcome();
            String path = "/sockjs/000/" + wire.get().session();
            HttpResponse<String> unknown = post("/sockjs/000/unknown1/xhr_send", token(mallory), "[\"x\"]");
            HttpResponse<String> foreign = post(path + "/xhr_send", token(mallory), "[\"x\"]");
            assertThat(foreign.statusCode()).isEqualTo(404);
            assertThat(shape(foreign)).isEqualTo(shape(unknown));
            assertThat(post(path + "/xhr_send", "", "[\"x\"]").statusCode()).isEqualTo(401);
            assertThat(post(path + "/xhr", "", "").statusCode()).isEqualTo(401);
            assertThat(client.awaitReply(client.command("system", "ping", Map.of()))
                            .path("event")
                            .asText())
                    .isEqualTo("pong");
        }
    }

    /** Whoever plants or learns a session id gets a session of one's own under it. */
    @ParameterizedTest
    @EnumSource(names = {"POLLING", "STREAMING"})
    void theSameIdWithAnotherUsersTokenIsAnotherSession(Transport transport) {
        AtomicReference<SockJsWire> wire = new AtomicReference<>();
        try (RealtimeClient victim = open(wire, transport, token(alice))) {
            JsonNode welcome = victim.awaitWelcome();
            String path = "/sockjs/000/" + wire.get().session() + "/xhr";
            assertThat(post(path, token(mallory), "").body()).isEqualTo("o\n");
            String second = post(path, token(mallory), "").body();
            assertThat(second).contains("welcome", mallory.toString()).doesNotContain(alice.toString());
            assertThat(second).doesNotContain(welcome.path("session").asText());
            assertThat(victim.awaitReply(victim.command("system", "ping", Map.of()))
                            .path("event")
                            .asText())
                    .isEqualTo("pong");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBadTokenIsRefusedBeforeThereIsASession(Transport transport) {
        String path = "/sockjs/000/" + Ids.next() + "/" + path(transport);
        for (String token : List.of("x.y.z", service.token(alice, Instant.now().minusSeconds(600)))) {
            int status = transport == Transport.WEBSOCKET
                    ? upgradeStatus(path + "?token=" + token)
                    : post(path, token, "").statusCode();
            assertThat(status).isEqualTo(401);
        }
    }

    @Test
    void anXhrSessionNeedsATokenFromTheStart() {
        HttpResponse<String> answer = post("/sockjs/000/anonymous/xhr", "", "");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("\"unauthorized\"");
    }

    /** As after an in-band refresh, when the URL still has the first token; to open another session it is too old. */
    @Test
    void laterRequestsMayShowAnExpiredTokenOfTheSameUser() {
        AtomicReference<SockJsWire> wire = new AtomicReference<>();
        String expired = service.token(alice, Instant.now().minusSeconds(600));
        try (RealtimeClient client = open(wire, Transport.STREAMING, token(alice))) {
            client.awaitWelcome();
            String path = "/sockjs/000/" + wire.get().session() + "/xhr_send";
            String ping = Json.text(List.of("{\"id\":\"late\",\"type\":\"system\",\"event\":\"ping\"}"));
            assertThat(post(path, expired, ping).statusCode()).isEqualTo(204);
            assertThat(client.awaitReply("late").path("event").asText()).isEqualTo("pong");
            String foreign = service.token(mallory, Instant.now().minusSeconds(600));
            assertThat(post(path, foreign, ping).statusCode()).isEqualTo(404);
        }
        assertThat(post("/sockjs/000/another1/xhr", expired, "").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sockjs///xhr",
                "/sockjs/websocket",
                "/sockjs/iframe.html",
                "/sockjs/iframe-1.6.1.html",
                "/sockjs/chunking_test",
                "/sockjs/000/session1/eventsource",
                "/sockjs/000/session1/htmlfile?c=x",
                "/sockjs/000/session1/jsonp?c=x",
                "/sockjs/000/session1/jsonp_send",
                "/sockjs/000/a.b/xhr",
                "/sockjs/0.0/session1/xhr",
                "/sockjs/000/session1",
                "/sockjs/info/more"
            })
    void whateverElseSockJsOnceHadIsNotThere(String path) {
        for (String method : List.of("GET", "POST")) {
            String query = (path.contains("?") ? "&" : "?") + "token=" + token(alice);
            HttpResponse<String> answer = send(request(path + query, method, ""));
            assertThat(answer.statusCode()).as("%s %s", method, path).isEqualTo(404);
            assertThat(answer.body()).contains("\"not_found\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sockjs", "/sockjs/"})
    void aLookAtTheFolderIsGreeted(String path) {
        HttpResponse<String> greeting = send(request(path, "GET", ""));
        assertThat(greeting.statusCode()).isEqualTo(200);
        assertThat(greeting.headers().firstValue("Content-Type")).contains("text/plain; charset=UTF-8");
        assertThat(greeting.body()).isEqualTo("Welcome to SockJS!\n");
    }

    @Test
    void infoSaysWhatThereIs() {
        HttpResponse<String> info = send(request("/sockjs/info?t=1", "GET", ""));
        assertThat(info.statusCode()).isEqualTo(200);
        assertThat(info.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
        JsonNode body = Json.read(info.body(), JsonNode.class);
        assertThat(body.path("websocket").asBoolean()).isTrue();
        assertThat(body.path("cookie_needed").asBoolean(true)).isFalse();
        assertThat(body.path("entropy").asLong(-1)).isBetween(0L, (1L << 32) - 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "https://friend.example.evil", "https://FRIEND.example"})
    void foreignPagesAreRefusedOnEveryTransport(String origin) {
        String token = "?token=" + token(alice);
        for (String path : List.of("xhr", "xhr_streaming", "xhr_send")) {
            HttpResponse<String> answer = fromPage(origin, "/sockjs/000/session2/" + path + token, "POST");
            assertThat(answer.statusCode()).as(path).isEqualTo(403);
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
        assertThat(fromPage(origin, "/sockjs/info", "GET").statusCode()).isEqualTo(403);
        assertThat(upgradeStatus("/sockjs/000/session2/websocket" + token, "Origin: " + origin))
                .isEqualTo(403);
    }

    /** The real client asks with credentials; without this header the browser keeps the answer from it. */
    @Test
    void anAllowedPageMayReadWhatItGets() {
        HttpResponse<String> info = fromPage(FRIEND, "/sockjs/info", "GET");
        assertThat(info.headers().firstValue("Access-Control-Allow-Origin")).contains(FRIEND);
        assertThat(info.headers().firstValue("Access-Control-Allow-Credentials"))
                .contains("true");
        HttpResponse<String> poll = fromPage(FRIEND, "/sockjs/000/friend1/xhr?token=" + token(alice), "POST");
        assertThat(poll.headers().firstValue("Access-Control-Allow-Credentials"))
                .contains("true");
        assertThat(fromPage(FRIEND, "/api/v1/notifications", "GET").headers().map())
                .doesNotContainKey("access-control-allow-credentials");
    }

    @ParameterizedTest
    @EnumSource
    void aFrameLongerThanAllowedClosesWith1009(Transport transport) {
        try (RealtimeClient client = SockJsWire.open(service.address(), transport, "?token=" + token(alice))) {
            client.awaitWelcome();
            client.sendText("{\"type\":\"" + "x".repeat(65_536) + "\"}");
            assertThat(client.awaitClose()).isEqualTo(1009);
        }
    }

    @Test
    void theWebSocketSaysWhyInASockJsFrameBeforeItCloses() {
        try (RawWebSocket socket =
                RawWebSocket.open(service.address().port(), "/sockjs/000/raw1/websocket?token=" + token(alice))) {
            assertThat(socket.readText()).isEqualTo("o");
            assertThat(socket.readText()).startsWith("a[\"{").contains("welcome");
            socket.send("no json");
            assertThat(socket.readText()).startsWith("c[1007,\"");
            assertThat(socket.readClose()).isEqualTo(1007);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "no json | Broken JSON encoding.",
                "{} | Broken JSON encoding.",
                "[1] | Broken JSON encoding.",
                "[\"a\" | Broken JSON encoding.",
                "[\"\\ud800\"] | Broken JSON encoding.",
                "\"\"x | Broken JSON encoding.",
                "`` | Payload expected."
            })
    void whatIsNoListOfFramesIsRefusedAndTheSessionLivesOn(String body, String answer) {
        AtomicReference<SockJsWire> wire = new AtomicReference<>();
        try (RealtimeClient client = open(wire, Transport.POLLING, token(alice))) {
            client.awaitWelcome();
            HttpResponse<String> refused =
                    post("/sockjs/000/" + wire.get().session() + "/xhr_send", token(alice), body);
            assertThat(refused.statusCode()).isEqualTo(500);
            assertThat(refused.body()).isEqualTo(answer);
            assertThat(client.call("system", "ping", Map.of()).path("event").asText())
                    .isEqualTo("pong");
        }
    }

    @Test
    void aBodyOverItsLimitIsRefused() {
        AtomicReference<SockJsWire> wire = new AtomicReference<>();
        try (RealtimeClient client = open(wire, Transport.POLLING, token(alice))) {
            client.awaitWelcome();
            String path = "/sockjs/000/" + wire.get().session() + "/xhr_send";
            String body = "[\"" + "x".repeat(256 * 1_024) + "\"]";
            assertThat(post(path, token(alice), body).statusCode()).isEqualTo(413);
        }
    }

    @Test
    void theFramesOfOneRequestAreHeardInOrder() {
        AtomicReference<SockJsWire> wire = new AtomicReference<>();
        try (RealtimeClient client = open(wire, Transport.POLLING, token(alice))) {
            client.awaitWelcome();
            String path = "/sockjs/000/" + wire.get().session() + "/xhr_send";
            List<String> pings = List.of("p1", "p2", "p3").stream()
                    .map(id -> "{\"id\":\"" + id + "\",\"type\":\"system\",\"event\":\"ping\"}")
                    .toList();
            assertThat(post(path, token(alice), Json.text(pings)).statusCode()).isEqualTo(204);
            client.awaitReply("p3");
            assertThat(client.frames().stream()
                            .filter(frame -> frame.path("event").asText().equals("pong"))
                            .map(frame -> frame.path("id").asText()))
                    .containsExactly("p1", "p2", "p3");
        }
    }

    @Test
    void aSecondReceiverOfASessionIsSentAway() {
        AtomicReference<SockJsWire> wire = new AtomicReference<>();
        try (RealtimeClient client = open(wire, Transport.STREAMING, token(alice))) {
            client.awaitWelcome();
            String path = "/sockjs/000/" + wire.get().session() + "/xhr";
            assertThat(post(path, token(alice), "").body()).isEqualTo("c[2010,\"Another connection still open\"]\n");
            assertThat(client.isClosed()).isFalse();
        }
    }

    private static RealtimeClient open(AtomicReference<SockJsWire> wire, Transport transport, String token) {
        return RealtimeClient.over(client -> {
            wire.set(SockJsWire.start(service.address(), transport, "?token=" + token, client));
            return wire.get();
        });
    }

    private static String path(Transport transport) {
        return switch (transport) {
            case WEBSOCKET -> "websocket";
            case STREAMING -> "xhr_streaming";
            case POLLING -> "xhr";
        };
    }

    private static int upgradeStatus(String path, String... headers) {
        try (RawWebSocket socket = RawWebSocket.connect(service.address().port())) {
            socket.write(RawWebSocket.request(path, headers));
            return Integer.parseInt(socket.readAnswer().split(" ")[1]);
        }
    }

    /** What an answer says, without the time that it was given. */
    private static String shape(HttpResponse<String> answer) {
        return answer.statusCode() + answer.body().replaceAll("\\d{10,}", "T");
    }

    private static HttpResponse<String> post(String path, String token, String body) {
        return send(request(path + (token.isEmpty() ? "" : "?token=" + token), "POST", body));
    }

    private static HttpResponse<String> fromPage(String origin, String path, String method) {
        return send(HttpRequest.newBuilder(request(path, method, ""), (name, value) -> true)
                .header("Origin", origin)
                .build());
    }

    private static HttpRequest request(String path, String method, String body) {
        URI uri = service.address().http(path);
        return HttpRequest.newBuilder(uri)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String token(UserId user) {
        return service.token(user);
    }

    private static UserId user() {
        return new UserId(Ids.next());
    }
}
