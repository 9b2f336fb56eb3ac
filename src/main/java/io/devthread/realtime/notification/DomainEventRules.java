package io.devthread.realtime.notification;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.notification.NotificationApi.Actor;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a domain event must be before it is stored. */
final class DomainEventRules {
    static final int MAX_USERNAME_CHARS = 64;

    /** A producer's clock may be off, but the newest event wins: one of next year would win until then. */
    static final Duration MAX_AHEAD = Duration.ofDays(1);

    private DomainEventRules() {}

    /** @throws Refusal {@code invalid_data}, naming the field */
    static EventType check(DomainEvent event, Instant now) {
        require("id", event.id());
        require("type", event.type());
        EventType type = EventType.of(event.type());
        checkActor(event.actor());
        checkCreatedAt(event.createdAt(), now);
        type.checkHasWhatItNeeds(event);
        checkCount("like_count", event.likeCount());
        checkCount("comment_count", event.commentCount());
        return type;
    }

    private static void checkActor(Optional<Actor> actor) {
        Actor given = actor.orElseThrow(() -> Refusal.invalid("actor", "is required"));
        require("actor.id", given.id());
        String username = Optional.ofNullable(given.username()).orElse("");
        boolean unstorable = username.codePoints().anyMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
        if (username.length() > MAX_USERNAME_CHARS || unstorable) {
            throw Refusal.invalid(
                    "actor.username", "must have at most " + MAX_USERNAME_CHARS + " characters, no U+0000");
        }
    }

    private static void checkCreatedAt(Instant createdAt, Instant now) {
        require("created_at", createdAt);
        if (createdAt.isBefore(Instant.EPOCH) || createdAt.isAfter(now.plus(MAX_AHEAD))) {
            throw Refusal.invalid("created_at", "must not be before 1970 nor more than a day ahead");
        }
    }

    private static void checkCount(String field, Optional<Long> count) {
        if (count.filter(given -> given < 0).isPresent()) {
            throw Refusal.invalid(field, "must not be negative");
        }
    }

    private static void require(String field, Object value) {
        if (value == null) {
            throw Refusal.invalid(field, "is required");
        }
    }
}
