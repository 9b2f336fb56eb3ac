package io.devthread.realtime.notification;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.Interaction.Group;
import io.devthread.realtime.notification.Interaction.Key;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import java.util.UUID;

/** What a domain event means for what people are told. */
sealed interface Effect {
    /** Somebody did something, or took it back. */
    record Decides(Key key, boolean stands) implements Effect {}

    /** A comment is gone, and the mentions in it. */
    record DeletesComment(UUID comment) implements Effect {}

    /** A post is gone for good, and everything about it. */
    record DeletesPost(UUID post) implements Effect {}

    /** One's own action, or an event that is about nobody else. */
    record Nothing() implements Effect {}

    static Effect of(DomainEvent event) {
        return switch (EventType.of(event.type())) {
            case POST_LIKED -> decides(event, NotificationType.LIKE, true);
            case POST_UNLIKED -> decides(event, NotificationType.LIKE, false);
            case POST_COMMENTED -> decides(event, NotificationType.COMMENT, true);
            case USER_MENTIONED -> decides(event, NotificationType.MENTION, true);
            case USER_FOLLOWED -> decides(event, NotificationType.FOLLOW, true);
            case USER_UNFOLLOWED -> decides(event, NotificationType.FOLLOW, false);
            case COMMENT_DELETED -> new DeletesComment(event.commentId().orElseThrow());
            case POST_DELETED -> new DeletesPost(event.postId().orElseThrow());
            case POST_CREATED, USER_UPSERTED, USER_DELETED, SESSION_REVOKED -> new Nothing();
        };
    }

    private static Effect decides(DomainEvent event, NotificationType type, boolean stands) {
        UserId user = event.recipientId().orElseThrow();
        UserId actor = event.actor().orElseThrow().id();
        if (actor.equals(user)) {
            return new Nothing();
        }
        UUID subject =
                switch (type) {
                    case FOLLOW -> user.value();
                    case LIKE, COMMENT, MENTION -> event.postId().orElseThrow();
                };
        UUID object =
                switch (type) {
                    case LIKE, FOLLOW -> subject;
                    case COMMENT, MENTION -> event.commentId().orElse(subject);
                };
        return new Decides(new Key(new Group(user, type, subject), actor, object), stands);
    }
}
