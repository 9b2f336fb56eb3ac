package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.testkit.BridgeClient;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.PollingClient;
import io.devthread.realtime.testkit.RawWebSocket;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.ServiceAddress;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a process does from SIGTERM to its end, as its clients see it. */
class DrainIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** A peer that never answers the close frame holds the drain up for as long as we need to look at it. */
    private static final Map<String, String> SETTINGS =
            Map.of("DEVTHREAD_SOCKET_LINGER", "8s", "DEVTHREAD_GATEWAY_DRAIN_SPREAD", "3s");

    @Test
    void whileItStopsNobodyNewIsLetInAndWhoPollsHasItsAnswer() throws Exception {
        try (TestService service = TestService.start(SETTINGS)) {
            TestUser alice = service.register("alice_drain");
            PollingClient poller = PollingClient.start(alice, "");
            CompletableFuture<JsonNode> waiting = CompletableFuture.supplyAsync(() -> poller.poll(30));
            Eventually.holds("it polls", () -> service.metric("devthread_polls") == 1);
            try (RawWebSocket stuck = RawWebSocket.open(
                            service.address().port(), "/ws", "Authorization: Bearer " + alice.token());
                    BridgeClient bridge = BridgeClient.open(service.bridgePort())) {
                assertThat(frame(stuck).path("event").asText()).isEqualTo("welcome");
                CompletableFuture<Void> stop = CompletableFuture.runAsync(service::stop);
                JsonNode draining = frame(stuck);
                assertThat(draining.path("event").asText()).isEqualTo("draining");
                assertThat(draining.at("/data/retry_after_ms").asLong()).isBetween(1L, 3_000L);
                assertThat(stuck.readClose()).isEqualTo(4012);
                assertThat(waiting.join().path("events")).isEmpty();
                assertThat(bridge.next().path("message").asText()).contains("unavailable");
                bridge.awaitClose();
                assertSentAway(get(service.address(), "/ws", alice));
                assertSentAway(post(service.address(), "/sockjs/000/" + UUID.randomUUID() + "/xhr", alice));
                assertThat(ready(service)).isEqualTo(503);
                stuck.close();
                stop.join();
            }
            service.startAgain();
        }
    }

    @Test
    void whatAClientHasCommandedIsAnsweredBeforeItIsSentAway() throws Exception {
        try (TestService service = TestService.start()) {
            TestUser alice = service.register("alice_busy");
            TestUser bob = service.register("bob_busy");
            String conversation = alice.conversationWith(bob);
            try (RealtimeClient client = alice.connect();
                    Connection postgres = locked(service, conversation)) {
                client.awaitWelcome();
                String command = sendInto(client, conversation, postgres);
                CompletableFuture<Void> stop = CompletableFuture.runAsync(service::stop);
                client.awaitEvent("draining");
                assertThat(client.isClosed()).isFalse();
                postgres.rollback();
                assertThat(client.awaitReply(command).path("type").asText()).isEqualTo("ack");
                assertThat(client.awaitClose()).isEqualTo(4012);
                stop.join();
            }
            service.startAgain();
        }
    }

    @Test
    void whatAClientHasChangedInItsSubscriptionsMeanwhileHoldsWhereItResumes() throws Exception {
        try (TestService service = TestService.start()) {
            TestUser alice = service.register("alice_moving");
            String conversation = "conversation:" + alice.conversationWith(service.register("bob_moving"));
            JsonNode welcome;
            try (RealtimeClient client = alice.connect();
                    Connection postgres = DriverManager.getConnection(
                            "jdbc:" + service.postgres().url(),
                            service.postgres().user(),
                            service.postgres().password())) {
                welcome = client.awaitWelcome();
                client.call("system", "subscribe", Map.of("channel", "feed"));
                postgres.setAutoCommit(false);
                postgres.createStatement().execute("LOCK TABLE conversations IN ACCESS EXCLUSIVE MODE");
                String subscribe = client.command("system", "subscribe", Map.of("channel", conversation));
                String unsubscribe = client.command("system", "unsubscribe", Map.of("channel", "feed"));
                Eventually.holds("the rights wait for the table", () -> waiting(postgres));
                CompletableFuture<Void> stop = CompletableFuture.runAsync(service::stop);
                client.awaitEvent("draining");
                postgres.rollback();
                assertThat(client.awaitReply(subscribe).toString()).contains(conversation);
                assertThat(client.awaitReply(unsubscribe).toString()).doesNotContain("feed");
                assertThat(client.awaitClose()).isEqualTo(4012);
                stop.join();
            }
            service.startAgain();
            try (RealtimeClient back = alice.resume(welcome, welcome.path("seq").asLong())) {
                assertThat(back.awaitWelcome().path("channels").toString())
                        .contains(conversation)
                        .doesNotContain("feed");
            }
        }
    }

    @Test
    void whatAProcessWithoutClientsIsAskedIsAnsweredBeforeItGoes() throws Exception {
        try (TestService service =
                TestService.start(Map.of("DEVTHREAD_GROUPS", "gateway,notification,presence,polling,community"))) {
            TestService messaging = service.another("messaging");
            TestUser alice = service.register("alice_apart");
            String conversation = alice.conversationWith(service.register("bob_apart"));
            try (RealtimeClient client = alice.connect();
                    Connection postgres = locked(service, conversation)) {
                client.awaitWelcome();
                String command = sendInto(client, conversation, postgres);
                CompletableFuture<Void> stop = CompletableFuture.runAsync(messaging::stop);
                Eventually.holds("it stops", () -> ready(messaging) == 503);
                postgres.rollback();
                assertThat(client.awaitReply(command).path("type").asText()).isEqualTo("ack");
                stop.join();
            }
        }
    }

    private static int ready(TestService service) throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(service.management("/health/ready"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static boolean waiting(Connection postgres) throws Exception {
        try (var rows = postgres.createStatement()
                .executeQuery("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                        + " AND datname = current_database()")) {
            return rows.next() && rows.getInt(1) > 0;
        }
    }

    private static JsonNode frame(RawWebSocket socket) {
        return Json.read(socket.readText(), JsonNode.class);
    }

    private static void assertSentAway(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isEqualTo(Optional.of("1"));
        JsonNode error = Json.read(answer.body(), JsonNode.class);
        assertThat(error.path("code").asText()).isEqualTo("unavailable");
        assertThat(error.path("retry_after_ms").asLong()).isPositive();
    }

    private static HttpResponse<String> get(ServiceAddress address, String path, TestUser user) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(address.http(path + "?token=" + user.token()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Nothing is written into the conversation until this is rolled back. */
    private static Connection locked(TestService service, String conversation) throws SQLException {
        Connection postgres = DriverManager.getConnection(
                "jdbc:" + service.postgres().url(),
                service.postgres().user(),
                service.postgres().password());
        postgres.setAutoCommit(false);
        postgres.createStatement().execute("SELECT 1 FROM conversations WHERE id = '" + conversation + "' FOR UPDATE");
        return postgres;
    }

    /** @return the id of the command, which waits for the row */
    private static String sendInto(RealtimeClient client, String conversation, Connection locked) {
        String command = client.command(
                "message",
                "send_message",
                Map.of("conversation_id", conversation, "content", "late", "client_message_id", "1"));
        Eventually.holds("it waits for the row", () -> waiting(locked));
        return command;
    }

    private static HttpResponse<String> post(ServiceAddress address, String path, TestUser user) throws Exception {
        URI uri = address.http(path + "?token=" + user.token());
        return HTTP.send(
                HttpRequest.newBuilder(uri)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
