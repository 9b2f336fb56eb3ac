package io.devthread.realtime.community;

import io.devthread.realtime.community.CommunityApi.User;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.Actor;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import java.time.Instant;
import java.util.Optional;

/** The domain events about accounts, and about who follows whom. */
final class UserEvents {
    private UserEvents() {}

    static DomainEvent upserted(User user) {
        return event("user_upserted", user, user.id(), user.createdAt());
    }

    /** Refuses the tokens of {@code user} that were issued at or before {@code moment}. */
    static DomainEvent sessionRevoked(User user, Instant moment) {
        return event("session_revoked", user, user.id(), moment);
    }

    static DomainEvent followed(User follower, UserId followee, Instant moment) {
        return event("user_followed", follower, followee, moment);
    }

    static DomainEvent unfollowed(User follower, UserId followee, Instant moment) {
        return event("user_unfollowed", follower, followee, moment);
    }

    private static DomainEvent event(String type, User actor, UserId recipient, Instant createdAt) {
        return new DomainEvent(
                Ids.next(),
                type,
                Optional.of(new Actor(actor.id(), actor.username())),
                Optional.of(recipient),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                createdAt);
    }
}
