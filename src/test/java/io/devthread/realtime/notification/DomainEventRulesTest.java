package io.devthread.realtime.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainEventRulesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "post_liked", "post_unliked", "post_commented", "comment_deleted", "user_mentioned", "user_followed",
                "user_unfollowed", "post_created", "post_deleted", "user_upserted", "user_deleted", "session_revoked"
            })
    void everyDocumentedTypeIsTaken(String type) {
        assertThatCode(() -> check(complete(type))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "post_liked, post_id",
        "post_liked, recipient_id",
        "post_unliked, recipient_id",
        "post_commented, comment_id",
        "comment_deleted, comment_id",
        "user_mentioned, recipient_id",
        "user_mentioned, post_id",
        "user_followed, recipient_id",
        "user_unfollowed, recipient_id",
        "post_created, post_id",
        "post_deleted, post_id",
        "session_revoked, recipient_id",
        "post_liked, id",
        "post_liked, type",
        "post_liked, actor",
        "user_deleted, actor",
        "post_liked, created_at"
    })
    void aMissingFieldIsNamed(String type, String field) {
        ObjectNode event = complete(type);
        event.remove(field);
        assertRefused(event, field);
        assertRefused(event.putNull(field), field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "post_shared", "POST_LIKED"})
    void unknownTypesAreRefused(String type) {
        assertRefused(complete("post_liked").put("type", type), "type");
    }

    @Test
    void aUserNeedsAName() {
        ObjectNode event = complete("user_upserted");
        ((ObjectNode) event.get("actor")).put("username", " ");
        assertRefused(event, "actor.username");
        ((ObjectNode) event.get("actor")).put("username", "x".repeat(65));
        assertRefused(event, "actor.username");
        ((ObjectNode) event.get("actor")).put("username", "a\0b");
        assertRefused(event, "actor.username");
        ((ObjectNode) event.get("actor")).remove("username");
        assertRefused(event, "actor.username");
        assertRefused(complete("user_upserted").set("actor", Json.object().put("username", "alice")), "actor.id");
    }

    @Test
    void countsAreNotNegative() {
        assertRefused(complete("post_liked").put("like_count", -1), "like_count");
        assertRefused(complete("post_liked").put("comment_count", -1), "comment_count");
    }

    @Test
    void anEventOfTheFarFutureWouldWinForEver() {
        assertRefused(complete("post_liked").put("created_at", "2026-01-02T00:00:01Z"), "created_at");
        assertRefused(complete("post_liked").put("created_at", "1969-12-31T23:59:59Z"), "created_at");
    }

    private static ObjectNode complete(String type) {
        ObjectNode event = Json.object()
                .put("id", "01970000-0000-7000-8000-0000000000aa")
                .put("type", type)
                .put("recipient_id", "01970000-0000-7000-8000-000000000001")
                .put("post_id", "01970000-0000-7000-8000-0000000000bb")
                .put("comment_id", "01970000-0000-7000-8000-0000000000cc")
                .put("created_at", "2026-01-01T00:00:00Z");
        event.putObject("actor")
                .put("id", "01970000-0000-7000-8000-000000000002")
                .put("username", "bob");
        return event;
    }

    private static void assertRefused(ObjectNode event, String field) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> check(event));
        assertThat(refusal.failure()).isEqualTo(Failure.INVALID_DATA);
        assertThat(refusal.field()).contains(field);
    }

    /** By its JSON, as it comes through the doors. */
    private static void check(ObjectNode event) {
        DomainEventRules.check(Json.read(event.toString(), DomainEvent.class), NOW);
    }
}
