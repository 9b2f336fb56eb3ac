package io.devthread.realtime.notification;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The domain events of contract section 7, and what each needs besides id, type, actor and created_at. */
enum EventType {
    POST_LIKED(Needs.POST, Needs.RECIPIENT),
    POST_UNLIKED(Needs.POST, Needs.RECIPIENT),
    POST_COMMENTED(Needs.POST, Needs.RECIPIENT, Needs.COMMENT),
    COMMENT_DELETED(Needs.POST, Needs.RECIPIENT, Needs.COMMENT),
    USER_MENTIONED(Needs.RECIPIENT, Needs.POST),
    USER_FOLLOWED(Needs.RECIPIENT),
    USER_UNFOLLOWED(Needs.RECIPIENT),
    POST_CREATED(Needs.POST),
    POST_DELETED(Needs.POST),
    USER_UPSERTED(Needs.USERNAME),
    USER_DELETED,
    SESSION_REVOKED(Needs.RECIPIENT);

    private final String wireName = name().toLowerCase(Locale.ROOT);
    private final List<Needs> needs;

    EventType(Needs... needs) {
        this.needs = List.of(needs);
    }

    /** @throws Refusal {@code invalid_data} for a type that the contract does not have */
    static EventType of(String wireName) {
        return Arrays.stream(values())
                .filter(type -> type.wireName.equals(wireName))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid("type", "must be one of the documented event types"));
    }

    /** @throws Refusal {@code invalid_data}, naming the first field that is missing */
    void checkHasWhatItNeeds(DomainEvent event) {
        for (Needs need : needs) {
            if (need.value.apply(event).isEmpty()) {
                throw Refusal.invalid(need.field, "is required for " + wireName);
            }
        }
    }

    private enum Needs {
        POST("post_id", DomainEvent::postId),
        COMMENT("comment_id", DomainEvent::commentId),
        RECIPIENT("recipient_id", DomainEvent::recipientId),
        USERNAME(
                "actor.username",
                event -> event.actor().map(NotificationApi.Actor::username).filter(name -> !name.isBlank()));

        private final String field;
        private final Function<DomainEvent, Optional<?>> value;

        Needs(String field, Function<DomainEvent, Optional<?>> value) {
            this.field = field;
            this.value = value;
        }
    }
}
