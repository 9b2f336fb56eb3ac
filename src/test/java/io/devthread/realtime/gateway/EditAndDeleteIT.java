package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Edit and delete over real sockets, up to what a resume gives. */
class EditAndDeleteIT {
    private static TestService service;

    @BeforeAll
    static void start() {
        service = TestService.start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void everyDeviceOfBothSeesTheChangeAtOnce() {
        TestUser alice = service.register("alice-" + System.nanoTime());
        TestUser bob = service.register("bob-" + System.nanoTime());
        try (RealtimeClient phone = alice.connect();
                RealtimeClient laptop = alice.connect();
                RealtimeClient partner = bob.connect()) {
            laptop.awaitWelcome();
            partner.awaitWelcome();
            String id = send(phone, bob, "helo");

            JsonNode edited = call(phone, "edit_message", Map.of("message_id", id, "content", "hello"));
            assertThat(edited.at("/data/message/content").asText()).isEqualTo("hello");
            for (RealtimeClient device : new RealtimeClient[] {phone, laptop, partner}) {
                JsonNode message = device.awaitEvent("message_edited").at("/data/message");
                assertThat(message).isEqualTo(edited.at("/data/message"));
            }
            JsonNode deleted = call(phone, "delete_message", Map.of("message_id", id));
            assertThat(deleted.at("/data/message/deleted").asBoolean()).isTrue();
            JsonNode told = partner.awaitEvent("message_deleted").path("data");
            assertThat(told.at("/message/content").asText()).isEmpty();
            assertThat(told.path("unread_count").asInt()).isZero();
        }
    }

    @Test
    void editsSentAtOnceAreMadeInThatOrder() {
        TestUser alice = service.register("alice-" + System.nanoTime());
        TestUser bob = service.register("bob-" + System.nanoTime());
        try (RealtimeClient phone = alice.connect()) {
            phone.awaitWelcome();
            String id = send(phone, bob, "helo");
            List<String> edits = IntStream.range(10, 50)
                    .mapToObj(i -> Map.of("message_id", id, "content", "edit " + i))
                    .map(edit -> phone.command("message", "edit_message", edit))
                    .toList();
            edits.forEach(phone::awaitReply);
            call(phone, "delete_message", Map.of("message_id", id));
            phone.awaitEvent("message_deleted");
            assertThat(phone.durable().stream()
                            .filter(frame -> frame.path("event").asText().equals("message_edited"))
                            .map(frame -> frame.at("/data/message/content").asText())
                            .toList())
                    .isSorted()
                    .isNotEmpty();
        }
    }

    @Test
    void aResumeGivesTheMessagesAsTheyAreNow() {
        TestUser alice = service.register("alice-" + System.nanoTime());
        TestUser bob = service.register("bob-" + System.nanoTime());
        try (RealtimeClient sender = alice.connect()) {
            RealtimeClient cut = bob.connect();
            JsonNode welcome = cut.awaitWelcome();
            cut.cut();
            String edited = send(sender, bob, "canary-before-the-edit");
            String deleted = send(sender, bob, "canary-before-the-deletion");
            call(sender, "edit_message", Map.of("message_id", edited, "content", "canary-first-edit"));
            call(sender, "edit_message", Map.of("message_id", edited, "content", "as it is now"));
            call(sender, "delete_message", Map.of("message_id", deleted));
            sender.awaitEvent("message_deleted");

            try (RealtimeClient back = bob.resume(welcome, 0)) {
                back.awaitEvent("message_deleted");
                assertThat(back.durable()).hasSize(5);
                assertThat(back.durable().toString()).doesNotContain("canary");
                JsonNode first = back.durable().getFirst();
                assertThat(first.path("event").asText()).isEqualTo("new_message");
                assertThat(first.at("/data/message/content").asText()).isEqualTo("as it is now");
                assertThat(first.at("/data/message/edited_at").isTextual()).isTrue();
                assertThat(back.durable().get(1).at("/data/message/deleted").asBoolean())
                        .isTrue();
            }
        }
    }

    @Test
    void othersMessagesAreForbiddenWhetherTheyExistOrNot() {
        TestUser alice = service.register("alice-" + System.nanoTime());
        TestUser bob = service.register("bob-" + System.nanoTime());
        try (RealtimeClient sender = alice.connect();
                RealtimeClient partner = bob.connect()) {
            partner.awaitWelcome();
            String id = send(sender, bob, "mine");
            for (String message : new String[] {id, "019aac2b-8d10-7d44-8f51-6c408eadcf04"}) {
                assertThat(call(partner, "delete_message", Map.of("message_id", message))
                                .path("code")
                                .asText())
                        .isEqualTo("forbidden");
                assertThat(call(partner, "edit_message", Map.of("message_id", message, "content", "x"))
                                .path("code")
                                .asText())
                        .isEqualTo("forbidden");
            }
            assertThat(call(sender, "edit_message", Map.of("message_id", "x", "content", "x"))
                            .path("code")
                            .asText())
                    .isEqualTo("invalid_data");
        }
    }

    private static String send(RealtimeClient client, TestUser to, String content) {
        return call(
                        client,
                        "send_message",
                        Map.of("recipient_id", to.id(), "content", content, "client_message_id", Ids.next()))
                .at("/data/message/id")
                .asText();
    }

    private static JsonNode call(RealtimeClient client, String command, Object data) {
        return client.call("message", command, data);
    }
}
