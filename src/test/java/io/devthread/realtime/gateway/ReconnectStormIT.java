package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.PollingClient;
import io.devthread.realtime.testkit.RawWebSocket;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * More come at once than are let in, and nobody may wait; with a pace so slow that a busy machine can't hide it. Who waits
 * is in {@code WaitingRoomIT}.
 */
class ReconnectStormIT {
    private static final int BURST = 20;
    private static final int CROWD = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static TestService service;
    private TestUser inside;

    @BeforeAll
    static void start() {
        service = TestService.start(Map.of(
                "DEVTHREAD_GATEWAY_ADMISSION_PER_SECOND",
                "10",
                "DEVTHREAD_GATEWAY_ADMISSION_BURST",
                String.valueOf(BURST),
                "DEVTHREAD_GATEWAY_ADMISSION_LONGEST_WAIT",
                "0s"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void someoneIsInside() {
        inside = service.register("in_" + Ids.next().toString().substring(24));
    }

    @Test
    void aCrowdIsLetInBitByBitAndWhoComesBackAsToldIsIn() throws Exception {
        try (RealtimeClient client = letIn(inside)) {
            List<RawWebSocket> in = new ArrayList<>();
            List<Long> told = new ArrayList<>();
            // A test before may have filled the place: the crowd begins with the first that is let in.
            Eventually.holds("somebody is let in", PATIENCE, () -> {
                come(in, told);
                return !in.isEmpty();
            });
            for (int i = 1; i < CROWD; i++) {
                come(in, told);
            }
            assertThat(in).hasSizeBetween(1, CROWD - 1);
            // Waits of two who ask one after the other may be equal, the moments are not: see AdmissionTest.
            assertThat(Set.copyOf(told)).hasSizeGreaterThan(told.size() / 2);
            assertThat(client.call("system", "ping", Map.of()).path("event").asText())
                    .isEqualTo("pong");
            assertThat(client.isClosed()).isFalse();
            int before = in.size();
            Eventually.holds("there is room again", PATIENCE, () -> {
                come(in, told);
                return in.size() > before;
            });
            in.forEach(RawWebSocket::close);
        }
    }

    /** Said before anything is made of the request, and the last thing said: what comes behind it is not heard. */
    @Test
    void whoShowsItsTokenInTheHandshakeIsToldOnAConnectionThatEnds() {
        atAShutDoor(() -> {
            try (RawWebSocket socket = RawWebSocket.connect(service.address().port())) {
                String request = RawWebSocket.request("/ws?token=" + service.token(someone()));
                socket.write(request + request);
                String answer = socket.readAnswer();
                assertThat(answer)
                        .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                        .contains("\r\nConnection: close", "\r\nX-Content-Type-Options: nosniff");
                retryAfterMs(body(socket, answer));
                return assertThatThrownBy(socket::readAnswer).hasMessageContaining("no whole answer, only: ");
            }
        });
    }

    @Test
    void aHandshakeThatComesInPiecesIsToldTheSame() {
        atAShutDoor(() -> {
            try (RawWebSocket socket = RawWebSocket.connect(service.address().port())) {
                String request = RawWebSocket.request("/ws?token=" + service.token(someone()));
                socket.write(request.substring(0, 20));
                assertThat(inside.get("/api/v1/conversations").status()).isEqualTo(200);
                socket.write(request.substring(20));
                String answer = socket.readAnswer();
                assertThat(answer).startsWith("HTTP/1.1 503 ");
                return retryAfterMs(body(socket, answer));
            }
        });
    }

    @Test
    void aCallOverANewConnectionIsServedAtAShutDoor() {
        atAShutDoor(() -> {
            try (RawWebSocket call = RawWebSocket.connect(service.address().port())) {
                call.write("GET /api/v1/notifications HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + service.token(someone()) + "\r\n\r\n");
                return assertThat(call.readAnswer()).startsWith("HTTP/1.1 200 ");
            }
        });
    }

    @Test
    void whoBringsItsTokenInTheFirstCommandIsToldInAFrame() {
        atAShutDoor(() -> {
            try (RealtimeClient client = RealtimeClient.open(service.address().ws())) {
                String id = client.command("system", "authenticate", Map.of("token", service.token(someone())));
                JsonNode error = client.awaitReply(id);
                assertThat(error.path("code").asText()).isEqualTo("unavailable");
                assertThat(error.path("retry_after_ms").asLong()).isPositive();
                return assertThat(client.awaitClose()).isEqualTo(4013);
            }
        });
    }

    @Test
    void sockJsAndNewPollersWaitForTheSameDoorAndThoseInsideGoOn() {
        letIn(inside).close();
        PollingClient poller = Eventually.passes(PATIENCE, () -> PollingClient.start(inside, ""));
        atAShutDoor(
                () -> sentAway(post("/sockjs/000/" + UUID.randomUUID() + "/xhr?token=" + service.token(someone()))));
        atAShutDoor(() ->
                sentAway(get("/sockjs/000/" + UUID.randomUUID() + "/websocket?token=" + service.token(someone()))));
        atAShutDoor(() -> sentAway(get("/api/v1/realtime/poll?timeout=0", service.token(someone()))));
        assertThat(poller.poll(0).path("last_poll_id").asText()).isNotEmpty();
        assertThat(inside.get("/api/v1/conversations").status()).isEqualTo(200);
    }

    @Test
    void aBadTokenIsNotAReasonToLetFewerIn() {
        for (int i = 0; i < 3 * BURST; i++) {
            try (RawWebSocket stranger = RawWebSocket.connect(service.address().port())) {
                stranger.write(RawWebSocket.request("/ws", "Authorization: Bearer x.y.z"));
                assertThat(stranger.readAnswer()).matches("(?s)HTTP/1.1 (401|503) .*");
            }
        }
        letIn(inside).close();
    }

    /** Tries again with another crowd when the machine was so slow that there was room again. */
    private static <T> void atAShutDoor(Callable<T> attempt) {
        Eventually.passes(PATIENCE, () -> {
            crowd();
            return attempt.call();
        });
    }

    /** So many that nobody is let in for the moment. */
    private static void crowd() {
        List<RawWebSocket> in = new ArrayList<>();
        List<Long> told = new ArrayList<>();
        while (told.size() < 10) {
            come(in, told);
        }
        in.forEach(RawWebSocket::close);
    }

    /** As a client with its token in the handshake. */
    private static void come(List<RawWebSocket> in, List<Long> told) {
        RawWebSocket socket = RawWebSocket.connect(service.address().port());
        socket.write(RawWebSocket.request("/ws", "Authorization: Bearer " + service.token(someone())));
        String answer = socket.readAnswer();
        if (answer.startsWith("HTTP/1.1 101 ")) {
            in.add(socket);
        } else {
            assertThat(answer).startsWith("HTTP/1.1 503 ").containsPattern("(?i)\r\nretry-after: [1-9]");
            told.add(retryAfterMs(body(socket, answer)));
            socket.close();
        }
    }

    private static String body(RawWebSocket socket, String head) {
        int length = Integer.parseInt(head.replaceAll("(?is).*content-length: (\\d+).*", "$1"));
        return socket.readBytes(length);
    }

    private static long retryAfterMs(String body) {
        JsonNode error = Json.read(body, JsonNode.class);
        assertThat(error.path("code").asText()).isEqualTo("unavailable");
        assertThat(error.path("retry_after_ms").asLong()).isPositive();
        return error.path("retry_after_ms").asLong();
    }

    private static HttpResponse<String> sentAway(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        retryAfterMs(answer.body());
        return answer;
    }

    private static RealtimeClient letIn(TestUser user) {
        return Eventually.passes(PATIENCE, () -> {
            RealtimeClient client = user.connect();
            client.awaitWelcome();
            return client;
        });
    }

    private static UserId someone() {
        return new UserId(Ids.next());
    }

    private static HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(service.address().http(path)).header("Authorization", "Bearer " + token));
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(service.address().http(path)));
    }

    private static HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(service.address().http(path)).POST(HttpRequest.BodyPublishers.noBody()));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
