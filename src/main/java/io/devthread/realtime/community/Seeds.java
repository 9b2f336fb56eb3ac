package io.devthread.realtime.community;

import io.devthread.realtime.community.CommunityApi.Post;
import io.devthread.realtime.community.CommunityApi.User;
import io.devthread.realtime.community.SampleUsers.Follow;
import io.devthread.realtime.community.SampleUsers.SampleUser;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Makes the sample users, whom they follow and what they wrote, on first start, and nothing after that: what people
 * changed stays. All of it is one transaction: there is no half first start to go on from.
 */
final class Seeds {
    private final AccountStore accounts;
    private final FollowStore follows;
    private final PostStore posts;
    private final Passwords passwords;
    private final Changes changes;
    private final Clock clock;

    Seeds(
            AccountStore accounts,
            FollowStore follows,
            PostStore posts,
            Passwords passwords,
            Changes changes,
            Clock clock) {
        this.accounts = accounts;
        this.follows = follows;
        this.posts = posts;
        this.passwords = passwords;
        this.changes = changes;
        this.clock = clock;
    }

    /** Of two processes that start together, the second waits at the first user for the first one's COMMIT. */
    void plant() {
        if (accounts.find(SampleUsers.ALICE.id()).isPresent()) {
            return;
        }
        Map<SampleUser, String> hashes = new HashMap<>();
        SampleUsers.ALL.forEach(sample -> hashes.put(sample, passwords.hash(SampleUsers.PASSWORD)));
        changes.makeKnown((connection, tell) -> plant(connection, hashes, tell));
    }

    private boolean plant(SqlConnection connection, Map<SampleUser, String> hashes, Consumer<DomainEvent> tell) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        for (SampleUser sample : SampleUsers.ALL) {
            User user = user(sample, now);
            if (!accounts.insert(connection, user, hashes.get(sample))) {
                return false;
            }
            tell.accept(UserEvents.upserted(user));
        }
        for (Follow follow : SampleUsers.FOLLOWS) {
            plant(connection, follow, now, tell);
        }
        for (Post post : SamplePosts.before(now)) {
            posts.insert(connection, post);
            tell.accept(PostEvents.created(post));
        }
        return true;
    }

    private void plant(SqlConnection connection, Follow follow, Instant now, Consumer<DomainEvent> tell) {
        User follower = user(follow.follower(), now);
        follows.follow(connection, follower.id(), follow.followee().id(), now)
                .map(moment -> UserEvents.followed(follower, follow.followee().id(), moment))
                .ifPresent(tell);
    }

    private static User user(SampleUser sample, Instant now) {
        return new User(sample.id(), sample.username(), now);
    }
}
