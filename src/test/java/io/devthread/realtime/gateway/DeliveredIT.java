package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a message counts as delivered, on real sockets through the whole service. */
class DeliveredIT {
    private static final Map<String, String> FAST = Map.of(
            "DEVTHREAD_SESSION_RATES_MESSAGES_PER_SECOND", "10000",
            "DEVTHREAD_SESSION_RATES_MESSAGES_BURST", "10000");

    private static TestService service;
    private TestUser alice;
    private TestUser bob;
    private String talk;

    @BeforeAll
    static void start() {
        service = TestService.start(FAST);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void people() {
        String tag = UUID.randomUUID().toString().substring(0, 8);
        alice = service.register("alice_" + tag);
        bob = service.register("bob_" + tag);
        talk = alice.conversationWith(bob);
    }

    @Test
    void aMessageIsDeliveredWhenADeviceConfirmsItNotWhenItIsWritten() {
        try (RealtimeClient sender = alice.connect();
                RealtimeClient recipient = bob.connect()) {
            sender.awaitWelcome();
            recipient.awaitWelcome();
            String first = send(alice, "written, and confirmed");
            String second = send(alice, "written");
            recipient.awaitDurable(2);
            ack(recipient, 1);
            assertThat(delivered(sender, 1)).containsExactly(first);
            assertThat(statuses(alice)).containsExactly("sent", "delivered");
            ack(recipient, 2);
            assertThat(delivered(sender, 2)).containsExactly(first, second);
            assertThat(statuses(alice)).containsExactly("delivered", "delivered");
            assertThat(statuses(bob)).containsExactly("delivered", "delivered");
        }
    }

    @Test
    void theEventNamesTheConversationTheMessagesAndTheTime() {
        try (RealtimeClient sender = alice.connect();
                RealtimeClient recipient = bob.connect()) {
            sender.awaitWelcome();
            recipient.awaitWelcome();
            List<String> sent = sendMany(alice, 3);
            recipient.awaitDurable(3);
            ack(recipient, 3);
            JsonNode event = sender.awaitEvent("message_delivered");
            assertThat(event.path("type").asText()).isEqualTo("message");
            assertThat(event.path("channel").asText()).isEqualTo("user:" + alice.id());
            assertThat(event.path("seq").asLong()).isEqualTo(4);
            assertThat(event.at("/data/conversation_id").asText()).isEqualTo(talk);
            assertThat(texts(event.at("/data/message_ids"))).isEqualTo(sent);
            assertThat(event.at("/data/delivered_at").asText()).endsWith("Z");
        }
    }

    @Test
    void whoWasOfflineConfirmsThePastByTheSeqOfTheWelcome() {
        List<String> sent = sendMany(alice, 3);
        assertThat(statuses(alice)).containsOnly("sent");
        try (RealtimeClient sender = alice.connect();
                RealtimeClient recipient = bob.connect()) {
            sender.awaitWelcome();
            ack(recipient, recipient.awaitWelcome().path("seq").asLong());
            assertThat(delivered(sender, 3)).isEqualTo(sent);
            assertThat(statuses(alice)).containsOnly("delivered");
        }
    }

    @Test
    void moreThanTheLogHoldsIsDeliveredByOneConfirmation() {
        List<String> sent = sendMany(alice, 250);
        try (RealtimeClient sender = alice.connect();
                RealtimeClient recipient = bob.connect()) {
            sender.awaitWelcome();
            ack(recipient, recipient.awaitWelcome().path("seq").asLong());
            JsonNode event = sender.awaitEvent("message_delivered");
            assertThat(texts(event.at("/data/message_ids"))).isEqualTo(sent);
        }
    }

    @Test
    void theSeqOfAResumeConfirmsWhatCameBeforeIt() {
        JsonNode welcome;
        try (RealtimeClient recipient = bob.connect()) {
            welcome = recipient.awaitWelcome();
            sendMany(alice, 2);
            recipient.awaitDurable(2);
        }
        sendMany(alice, 1);
        assertThat(statuses(alice)).containsOnly("sent");
        try (RealtimeClient sender = alice.connect();
                RealtimeClient again = bob.resume(welcome, 2)) {
            sender.awaitWelcome();
            assertThat(again.awaitWelcome().at("/resume/result").asText()).isEqualTo("full");
            assertThat(delivered(sender, 2)).hasSize(2);
            again.awaitDurable(1);
            assertThat(statuses(alice)).containsExactly("sent", "delivered", "delivered");
            ack(again, 3);
            assertThat(delivered(sender, 3)).hasSize(3);
        }
    }

    @Test
    void aConfirmationOfWhatWasNotWrittenOrOfAnotherEpochChangesNothing() {
        try (RealtimeClient sender = alice.connect();
                RealtimeClient recipient = bob.connect()) {
            sender.awaitWelcome();
            recipient.awaitWelcome();
            List<String> sent = sendMany(alice, 2);
            recipient.awaitDurable(2);
            ack(recipient, 3);
            recipient.sendText("{\"v\":1,\"type\":\"ack\",\"seq\":2,\"epoch\":\"another\"}");
            ack(recipient, 1);
            assertThat(delivered(sender, 1)).containsExactly(sent.getFirst());
            assertThat(statuses(alice)).containsExactly("sent", "delivered");
        }
    }

    @Test
    void ownMessagesAreNeverToldToBeDeliveredToOneself() {
        try (RealtimeClient sender = alice.connect();
                RealtimeClient other = alice.connect();
                RealtimeClient recipient = bob.connect()) {
            List.of(sender, other, recipient).forEach(RealtimeClient::awaitWelcome);
            sendMany(alice, 1);
            other.awaitDurable(1);
            ack(other, 1);
            recipient.awaitDurable(1);
            ack(recipient, 1);
            List<JsonNode> seen = sender.awaitDurable(2);
            assertThat(seen)
                    .extracting(frame -> frame.path("event").asText())
                    .containsExactly("new_message", "message_delivered");
            sendMany(bob, 1);
            assertThat(sender.awaitDurable(3).get(2).path("event").asText()).isEqualTo("new_message");
            assertThat(recipient.awaitDurable(2)).hasSize(2);
        }
    }

    @Test
    void aRepeatedSendIsAnsweredWithThePresentStatus() {
        Map<String, String> message = Map.of("content", "hello", "client_message_id", "once");
        alice.post("/api/v1/conversations/" + talk + "/messages", message);
        try (RealtimeClient sender = alice.connect();
                RealtimeClient recipient = bob.connect()) {
            sender.awaitWelcome();
            ack(recipient, recipient.awaitWelcome().path("seq").asLong());
            delivered(sender, 1);
        }
        TestUser.Answer again = alice.post("/api/v1/conversations/" + talk + "/messages", message);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().path("status").asText()).isEqualTo("delivered");
    }

    private String send(TestUser user, String content) {
        return user.post(
                        "/api/v1/conversations/" + talk + "/messages",
                        Map.of("content", content, "client_message_id", UUID.randomUUID()))
                .body()
                .path("id")
                .asText();
    }

    private List<String> sendMany(TestUser user, int count) {
        return IntStream.range(0, count).mapToObj(i -> send(user, "text " + i)).toList();
    }

    /** The ids of all message_delivered events so far, when there are {@code count}. */
    private static List<String> delivered(RealtimeClient client, int count) {
        client.await(count + " delivered messages", frame -> delivered(client).size() >= count);
        return delivered(client);
    }

    private static List<String> delivered(RealtimeClient client) {
        return client.durable().stream()
                .filter(frame -> frame.path("event").asText().equals("message_delivered"))
                .flatMap(frame -> texts(frame.at("/data/message_ids")).stream())
                .toList();
    }

    private static void ack(RealtimeClient client, long seq) {
        client.sendText("{\"v\":1,\"type\":\"ack\",\"seq\":" + seq + "}");
    }

    /** Newest first, as in history. */
    private List<String> statuses(TestUser viewer) {
        JsonNode items =
                viewer.get("/api/v1/conversations/" + talk + "/messages").body().path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .map(message -> message.path("status").asText())
                .toList();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
