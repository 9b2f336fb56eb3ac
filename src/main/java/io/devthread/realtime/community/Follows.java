package io.devthread.realtime.community;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.community.CommunityApi.ChangeFollow;
import io.devthread.realtime.community.CommunityApi.FindUser;
import io.devthread.realtime.community.CommunityApi.Profile;
import io.devthread.realtime.community.CommunityApi.User;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Following people, and their profiles. */
final class Follows {
    private final FollowStore store;
    private final Users users;
    private final Changes changes;
    private final Clock clock;

    Follows(FollowStore store, Users users, Changes changes, Clock clock) {
        this.store = store;
        this.users = users;
        this.changes = changes;
        this.clock = clock;
    }

    Profile find(FindUser request) {
        if (request.username() == null || request.username().indexOf('\0') >= 0) {
            throw Refusal.invalid("username", "must be a username");
        }
        return store.profile(request.userId(), AccountRules.normalized(request.username()))
                .orElseThrow(Follows::unknown);
    }

    /** Whom I follow I may ask for their presence, at once. */
    Profile change(ChangeFollow request) {
        if (request.userId().equals(request.followeeId())) {
            throw Refusal.invalid("id", "must be another user");
        }
        User follower = users.acting(request.userId());
        profile(request);
        changes.makeKnown((connection, tell) -> {
            Optional<DomainEvent> event = request.follow()
                    ? follow(connection, follower, request.followeeId())
                    : unfollow(connection, follower, request.followeeId());
            event.ifPresent(tell);
            return event;
        });
        return profile(request);
    }

    private Optional<DomainEvent> follow(SqlConnection connection, User follower, UserId followee) {
        return store.follow(connection, follower.id(), followee, now())
                .map(moment -> UserEvents.followed(follower, followee, moment));
    }

    private Optional<DomainEvent> unfollow(SqlConnection connection, User follower, UserId followee) {
        return store.unfollow(connection, follower.id(), followee, now())
                .map(moment -> UserEvents.unfollowed(follower, followee, moment));
    }

    private Profile profile(ChangeFollow request) {
        return store.profile(request.userId(), request.followeeId()).orElseThrow(Follows::unknown);
    }

    private static Refusal unknown() {
        return Refusal.of(Failure.NOT_FOUND, "there is no such user");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
