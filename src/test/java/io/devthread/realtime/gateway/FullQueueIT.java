package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.platform.PostgresConfig;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What does not fit is refused at once with the wait, from the socket down; sent again, it is stored once. */
class FullQueueIT {
    private static final int AGAIN = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Map<String, String> SETTINGS = Map.of(
            "DEVTHREAD_SESSION_RATES_MESSAGES_PER_SECOND", "100000",
            "DEVTHREAD_SESSION_RATES_MESSAGES_BURST", "100000",
            "DEVTHREAD_MESSAGING_QUEUE_SENDS", "10");

    private final Map<String, Map<String, String>> sent = new LinkedHashMap<>();

    @Test
    void whatIsTooMuchIsRefusedWithTheWaitAndStoredOnceWhenItComesAgain() throws SQLException {
        try (TestService service = TestService.start(SETTINGS)) {
            TestUser alice = service.register("alice_full");
            String conversation = alice.conversationWith(service.register("bob_full"));
            try (RealtimeClient client = alice.connect()) {
                client.awaitWelcome();
                whileLocked(service, conversation, () -> sendUntilRefused(client, conversation, "on their way"));
                Eventually.holds("messaging refuses a batch that does not fit", PATIENCE, () -> {
                    send(client, conversation, 40);
                    return refusedWith(client, "waiting to be stored");
                });
                assertThat(refusals(client)).allSatisfy(refusal -> assertThat(
                                refusal.path("retry_after_ms").asLong())
                        .isPositive());
                Eventually.holds("all answers", PATIENCE, () -> answers(client) == sent.size());
                long acknowledged = sent.size() - refusals(client).size();
                sendAgain(client, sent);
                // Whoever was refused because no answer came in time may be stored all the same.
                assertThat(stored(service)).isBetween(acknowledged + AGAIN, (long) sent.size());
            }
        }
    }

    private void sendUntilRefused(RealtimeClient client, String conversation, String reason) {
        Eventually.holds("a refusal: " + reason, PATIENCE, () -> {
            send(client, conversation, 500);
            return refusedWith(client, reason);
        });
    }

    private void send(RealtimeClient client, String conversation, int count) {
        for (int i = 0; i < count; i++) {
            Map<String, String> message = Map.of(
                    "conversation_id",
                    conversation,
                    "content",
                    "x",
                    "client_message_id",
                    Ids.next().toString());
            sent.put(client.command("message", "send_message", message), message);
        }
    }

    /** With the same ids; one by one they fit. */
    private static void sendAgain(RealtimeClient client, Map<String, Map<String, String>> sent) {
        refusals(client).stream()
                .limit(AGAIN)
                .map(refusal -> sent.get(refusal.path("id").asText()))
                .forEach(message -> assertThat(client.call("message", "send_message", message)
                                .path("type")
                                .asText())
                        .isEqualTo("ack"));
    }

    private static long answers(RealtimeClient client) {
        return client.frames().stream()
                .filter(frame -> frame.path("type").asText().matches("ack|error"))
                .count();
    }

    private static List<JsonNode> refusals(RealtimeClient client) {
        return client.frames().stream()
                .filter(frame -> frame.path("code").asText().equals("unavailable"))
                .toList();
    }

    private static boolean refusedWith(RealtimeClient client, String reason) {
        return refusals(client).stream()
                .anyMatch(refusal -> refusal.path("message").asText().contains(reason));
    }

    private static void whileLocked(TestService service, String conversation, Runnable action) throws SQLException {
        try (Connection connection = connect(service);
                var lock = connection.prepareStatement("SELECT FROM conversations WHERE id = ?::uuid FOR UPDATE")) {
            connection.setAutoCommit(false);
            lock.setString(1, conversation);
            lock.execute();
            action.run();
            connection.rollback();
        }
    }

    private static long stored(TestService service) throws SQLException {
        try (Connection connection = connect(service);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM messages")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static Connection connect(TestService service) throws SQLException {
        PostgresConfig postgres = service.postgres();
        return DriverManager.getConnection("jdbc:" + postgres.url(), postgres.user(), postgres.password());
    }
}
