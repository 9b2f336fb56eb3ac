package io.devthread.realtime.feed;

import io.devthread.realtime.model.UserId;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The new posts that are announced together, and to whom other ones: who has blocked an author hears nothing of that
 * author's posts.
 *
 * @param posts newest first
 * @param blocked by user, the authors that the user has blocked
 * @param since the announcement before
 */
record Announcement(List<NewPost> posts, Map<UserId, Set<UserId>> blocked, Instant since) {
    /** Ids that one update names; clients load the rest anyway. */
    static final int MOST_IDS = 50;

    record NewPost(UUID id, UserId author) {}

    /** The data of {@code feed/feed_update}. */
    record FeedUpdate(long newPosts, List<UUID> postIds, Instant since) {}

    /** @param update empty: nothing is left for them */
    record ForSome(Set<UserId> users, Optional<FeedUpdate> update) {}

    FeedUpdate forAll() {
        return update(posts);
    }

    /**
     * Whoever is told the same shares one update. An update names {@link #MOST_IDS} posts and only counts the others,
     * and most who have blocked somebody have blocked an author of those others: so there are few different updates,
     * however many people have blocked however many authors.
     */
    List<ForSome> exceptions() {
        Map<Set<UserId>, Optional<FeedUpdate>> updates = new HashMap<>();
        Map<Optional<FeedUpdate>, Set<UserId>> users = new HashMap<>();
        blocked.forEach((user, authors) -> users.computeIfAbsent(
                        updates.computeIfAbsent(authors, this::without), first -> new HashSet<>())
                .add(user));
        return users.entrySet().stream()
                .map(some -> new ForSome(some.getValue(), some.getKey()))
                .toList();
    }

    private Optional<FeedUpdate> without(Set<UserId> authors) {
        List<NewPost> rest =
                posts.stream().filter(post -> !authors.contains(post.author())).toList();
        return rest.isEmpty() ? Optional.empty() : Optional.of(update(rest));
    }

    private FeedUpdate update(List<NewPost> some) {
        List<UUID> ids = some.stream().limit(MOST_IDS).map(NewPost::id).toList();
        return new FeedUpdate(some.size(), ids, since);
    }
}
