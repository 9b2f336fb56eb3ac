package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.testkit.DomainEventJson;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import io.devthread.realtime.testkit.TestUser.Answer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Settings and blocks from outside, through the whole service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrivacyPathIT {
    private TestService service;
    private TestUser alice;
    private TestUser bob;
    private int people;

    @BeforeAll
    void start() {
        service = TestService.start();
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @BeforeEach
    void register() {
        people++;
        alice = service.register("alice" + people);
        bob = service.register("bob" + people);
        String talk = Eventually.passes(() -> alice.conversationWith(bob));
        assertThat(talk).isNotEmpty();
    }

    @Test
    void aBlockStopsWhatIsSaidBothWaysWhileConnectedAndItsEndLetsItPass() {
        String talk = alice.conversationWith(bob);
        try (RealtimeClient ofAlice = alice.connect();
                RealtimeClient ofBob = bob.connect()) {
            ofAlice.awaitWelcome();
            ofBob.awaitWelcome();
            assertThat(send(ofBob, talk, "before").path("type").asText()).isEqualTo("ack");
            ofAlice.awaitDurable(1);

            assertThat(call(alice, "PUT", "/api/v1/blocks/" + bob.id()).status())
                    .isEqualTo(201);
            assertThat(call(alice, "PUT", "/api/v1/blocks/" + bob.id()).status())
                    .isEqualTo(200);

            assertForbidden(send(ofBob, talk, "after"));
            assertForbidden(send(ofAlice, talk, "after"));
            assertThat(post(bob, talk, "after").status()).isEqualTo(403);
            assertThat(post(alice, talk, "after").status()).isEqualTo(403);

            assertThat(call(alice, "DELETE", "/api/v1/blocks/" + bob.id()).status())
                    .isEqualTo(204);
            assertThat(send(ofBob, talk, "again").path("type").asText()).isEqualTo("ack");
            assertThat(ofAlice.awaitDurable(2)
                            .getLast()
                            .at("/data/message/content")
                            .asText())
                    .isEqualTo("again");
        }
    }

    @Test
    void whatABlockedOneDoesIsNotToldUntilTheBlockEnds() {
        try (RealtimeClient ofAlice = alice.connect()) {
            ofAlice.awaitWelcome();
            call(alice, "PUT", "/api/v1/blocks/" + bob.id());
            like(bob, alice);
            call(alice, "DELETE", "/api/v1/blocks/" + bob.id());
            like(bob, alice);

            JsonNode told = ofAlice.awaitEvent("new_notification");
            assertThat(told.at("/data/unread_count").asInt()).isEqualTo(1);
            assertThat(told.path("seq").asInt()).isEqualTo(1);
        }
    }

    @Test
    void aMutedTypeIsNotTold() {
        try (RealtimeClient ofAlice = alice.connect()) {
            ofAlice.awaitWelcome();
            patch("{\"notification_types\":{\"like\":false}}");
            like(bob, alice);
            patch("{\"notification_types\":{\"like\":true}}");
            like(bob, alice);

            assertThat(ofAlice.awaitEvent("new_notification").path("seq").asInt())
                    .isEqualTo(1);
        }
        assertThat(alice.get("/api/v1/notifications").body().path("items")).hasSize(1);
    }

    @Test
    void settingsAreReadMergedAndReplaced() {
        assertThat(alice.get("/api/v1/settings").body().path("read_receipts").asBoolean())
                .isTrue();
        patch("{\"read_receipts\":false,\"notification_types\":{\"mention\":false},\"unheard_of\":1}");
        JsonNode merged = patch("{\"notification_types\":{\"like\":false}}");
        assertThat(merged.path("read_receipts").asBoolean()).isFalse();
        assertThat(merged.path("notification_types").toString())
                .isEqualTo("{\"like\":false,\"comment\":true,\"follow\":true,\"mention\":false}");
        assertThat(alice.get("/api/v1/settings").body()).isEqualTo(merged);

        JsonNode whole = change("PUT", "{\"show_presence\":false}").body();
        assertThat(whole.path("read_receipts").asBoolean()).isTrue();
        assertThat(whole.path("show_presence").asBoolean()).isFalse();
        assertThat(whole.at("/notification_types/like").asBoolean()).isTrue();
    }

    @Test
    void aWrongSettingIsRefusedWithItsName() {
        assertInvalid(change("PATCH", "{\"read_receipts\":\"no\"}"), "read_receipts");
        assertInvalid(change("PUT", "{\"notification_types\":[]}"), "notification_types");
        assertInvalid(change("PATCH", "{\"notification_types\":{\"like\":0}}"), "notification_types.like");
        assertInvalid(change("PATCH", "{\"notification_types\":{\"poke\":false}}"), "notification_types");
    }

    @Test
    void blocksAreListedAndWrongOnesRefused() {
        call(alice, "PUT", "/api/v1/blocks/" + bob.id());
        JsonNode blocks = alice.get("/api/v1/blocks").body();
        assertThat(blocks.path("items")).hasSize(1);
        assertThat(blocks.at("/items/0/username").asText()).isEqualTo(bob.username());
        assertThat(blocks.path("next").isNull()).isTrue();

        assertInvalid(call(alice, "PUT", "/api/v1/blocks/" + alice.id()), "user_id");
        assertInvalid(call(alice, "PUT", "/api/v1/blocks/bob"), "user_id");
        assertThat(call(alice, "PUT", "/api/v1/blocks/" + UUID.randomUUID()).status())
                .isEqualTo(404);
    }

    private static void assertInvalid(Answer answer, String field) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("code").asText()).isEqualTo("invalid_data");
        assertThat(answer.body().path("field").asText()).isEqualTo(field);
    }

    private static void assertForbidden(JsonNode reply) {
        assertThat(reply.path("code").asText()).isEqualTo("forbidden");
    }

    private static JsonNode send(RealtimeClient client, String talk, String content) {
        return client.call(
                "message",
                "send_message",
                Map.of("conversation_id", talk, "content", content, "client_message_id", UUID.randomUUID()));
    }

    private static Answer post(TestUser user, String talk, String content) {
        return user.post(
                "/api/v1/conversations/" + talk + "/messages",
                Map.of("content", content, "client_message_id", UUID.randomUUID()));
    }

    private static Answer call(TestUser user, String method, String path) {
        return TestUser.request(user.address(), Optional.of(user.token()), method, path, Optional.empty());
    }

    private JsonNode patch(String body) {
        Answer answer = change("PATCH", body);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        return answer.body();
    }

    private Answer change(String method, String body) {
        return TestUser.request(
                alice.address(),
                Optional.of(alice.token()),
                method,
                "/api/v1/settings",
                Optional.of(new com.fasterxml.jackson.databind.util.RawValue(body)));
    }

    private void like(TestUser actor, TestUser author) {
        String publisher = service.token(actor.id(), Instant.now().plusSeconds(600), "events:publish");
        Answer answer = TestUser.request(
                service.address(),
                Optional.of(publisher),
                "POST",
                DomainEventJson.PATH,
                Optional.of(DomainEventJson.liked(actor.id(), actor.username(), author.id(), UUID.randomUUID())));
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    }
}
