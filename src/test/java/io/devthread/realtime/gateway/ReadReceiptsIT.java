package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.testkit.Eventually;
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

/** Reading over sockets and HTTP, on all devices of both, through the whole service. */
class ReadReceiptsIT {
    private static TestService service;
    private TestUser alice;
    private TestUser bob;
    private String talk;

    @BeforeAll
    static void start() {
        service = TestService.start();
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
    void theSenderGetsTheReceiptAndTheReadersDevicesTheCount() {
        try (RealtimeClient sender = alice.connect();
                RealtimeClient reader = bob.connect();
                RealtimeClient elsewhere = bob.connect()) {
            List.of(sender, reader, elsewhere).forEach(RealtimeClient::awaitWelcome);
            List<String> sent = send(alice, 3);
            elsewhere.awaitDurable(3);
            JsonNode ack = reader.call("message", "message_read", Map.of("message_ids", sent.subList(0, 2)));
            assertThat(ack.path("type").asText()).isEqualTo("ack");
            assertThat(ack.at("/data/conversation_unread").path(talk).asLong()).isEqualTo(1);
            JsonNode receipt = sender.awaitEvent("read_receipt");
            assertThat(ids(receipt)).isEqualTo(sent.subList(0, 2));
            assertThat(receipt.at("/data/reader_id").asText())
                    .isEqualTo(bob.id().toString());
            JsonNode read = elsewhere.awaitEvent("messages_read");
            assertThat(ids(read)).isEqualTo(sent.subList(0, 2));
            assertThat(read.at("/data/conversation_unread").path(talk).asLong()).isEqualTo(1);
            assertThat(bob.get("/api/v1/conversations")
                            .body()
                            .at("/items/0/unread_count")
                            .asLong())
                    .isEqualTo(1);
            assertThat(events(sender)).containsExactly("new_message", "new_message", "new_message", "read_receipt");
            assertThat(events(elsewhere)).doesNotContain("read_receipt");
        }
    }

    @Test
    void overHttpItIsTheSame() {
        List<String> sent = send(alice, 2);
        TestUser.Answer answer = bob.post("/api/v1/conversations/" + talk + "/read", Map.of("message_ids", sent));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().at("/conversation_unread").path(talk).asLong()).isZero();
        JsonNode history =
                alice.get("/api/v1/conversations/" + talk + "/messages").body().path("items");
        assertThat(history)
                .allMatch(message -> message.path("status").asText().equals("read")
                        && message.path("read").asBoolean());
        assertThat(alice.get("/api/v1/conversations")
                        .body()
                        .at("/items/0/last_message/status")
                        .asText())
                .isEqualTo("read");
    }

    @Test
    void badReadsAreRefusedWithTheField() {
        TestUser carol =
                service.register("carol_" + UUID.randomUUID().toString().substring(0, 8));
        String path = "/api/v1/conversations/" + talk + "/read";
        Object some = Map.of("message_ids", List.of(UUID.randomUUID()));
        assertThat(carol.post(path, some).status()).isEqualTo(403);
        assertThat(bob.post(path, some).status()).isEqualTo(200);
        Object many = Map.of(
                "message_ids",
                IntStream.range(0, 101).mapToObj(i -> UUID.randomUUID()).toList());
        for (Object bad :
                List.of(Map.of(), Map.of("message_ids", List.of()), Map.of("message_ids", List.of("x")), many)) {
            TestUser.Answer answer = bob.post(path, bad);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body().path("field").asText()).isEqualTo("message_ids");
        }
    }

    /** Devices read, others write, one comes back late: what each shows last is what the server says. */
    @Test
    void unreadCountsAreRightOnEveryDeviceAfterReadingReceivingAndReconnecting() {
        try (RealtimeClient phone = bob.connect();
                RealtimeClient laptop = bob.connect()) {
            JsonNode welcome = laptop.awaitWelcome();
            phone.awaitWelcome();
            List<String> first = send(alice, 4);
            laptop.awaitDurable(4);
            laptop.cut();
            phone.command("message", "message_read", Map.of("message_ids", first.subList(0, 2)));
            phone.command("message", "message_read", Map.of("message_ids", first.subList(1, 3)));
            List<String> more = send(alice, 3);
            phone.call("message", "message_read", Map.of("message_ids", more.subList(0, 1)));
            long unread = bob.get("/api/v1/conversations")
                    .body()
                    .at("/items/0/unread_count")
                    .asLong();
            assertThat(unread).isEqualTo(3);
            try (RealtimeClient back = bob.resume(welcome, 4)) {
                Eventually.holds(
                        "the phone shows 3",
                        () -> shown(phone) == 3 && phone.durable().size() == 10);
                Eventually.holds(
                        "the laptop shows 3",
                        () -> shown(back) == 3 && back.durable().size() == 6);
            }
        }
    }

    /** What a device that applies the events in their order shows for the conversation; -1 when it has none. */
    private long shown(RealtimeClient device) {
        List<JsonNode> events = device.durable();
        if (events.isEmpty()) {
            return -1;
        }
        JsonNode data = events.getLast().path("data");
        return data.path("unread_count")
                .asLong(data.path("conversation_unread").path(talk).asLong(-1));
    }

    private List<String> send(TestUser user, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> user.post(
                                "/api/v1/conversations/" + talk + "/messages",
                                Map.of("content", "text " + i, "client_message_id", UUID.randomUUID()))
                        .body()
                        .path("id")
                        .asText())
                .toList();
    }

    private static List<String> events(RealtimeClient client) {
        return client.durable().stream()
                .map(frame -> frame.path("event").asText())
                .toList();
    }

    private static List<String> ids(JsonNode event) {
        return StreamSupport.stream(event.at("/data/message_ids").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
