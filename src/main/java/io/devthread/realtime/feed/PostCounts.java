package io.devthread.realtime.feed;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.devthread.realtime.model.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The newest counts of posts, at most once an interval for each. Events may come out of order: of each count the one
 * with the newest {@code created_at} stands, ties by id. Bounded: the posts that were changed, or deleted, longest ago are
 * forgotten, with them what was not yet announced.
 */
final class PostCounts {
    static final int MOST_POSTS = 10_000;

    private final Duration interval;
    private final Map<UUID, Live> posts = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Live> eldest) {
            return size() > MOST_POSTS;
        }
    };

    /** One of the list in {@code feed/post_counts}; a count that nobody has told yet is left out. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Counts(UUID postId, Optional<Long> likeCount, Optional<Long> commentCount) {}

    private record Told(long count, Moment moment) {}

    private static final class Live {
        Optional<Told> likes = Optional.empty();
        Optional<Told> comments = Optional.empty();
        Instant announced = Instant.EPOCH;
        boolean changed;
        boolean deleted;
    }

    PostCounts(Duration interval) {
        this.interval = interval;
    }

    void changed(UUID post, Optional<Long> likes, Optional<Long> comments, Moment moment) {
        if (likes.isEmpty() && comments.isEmpty()) {
            return;
        }
        Live live = live(post);
        if (live.deleted) {
            return;
        }
        Optional<Told> newestLikes = newest(live.likes, likes, moment);
        Optional<Told> newestComments = newest(live.comments, comments, moment);
        live.changed |= isNews(live.likes, newestLikes) || isNews(live.comments, newestComments);
        live.likes = newestLikes;
        live.comments = newestComments;
    }

    /** Whatever comes late of it says nothing any more. */
    void deleted(UUID post) {
        Live gone = live(post);
        gone.deleted = true;
        gone.changed = false;
    }

    /** What is to be announced now. */
    List<Counts> due(Instant now) {
        List<Counts> due = new ArrayList<>();
        posts.forEach((post, live) -> {
            if (live.changed && !now.isBefore(live.announced.plus(interval))) {
                live.changed = false;
                live.announced = now;
                due.add(new Counts(post, live.likes.map(Told::count), live.comments.map(Told::count)));
            }
        });
        return due;
    }

    private Live live(UUID post) {
        return posts.computeIfAbsent(post, first -> new Live());
    }

    private static boolean isNews(Optional<Told> before, Optional<Told> now) {
        return !before.map(Told::count).equals(now.map(Told::count));
    }

    private static Optional<Told> newest(Optional<Told> known, Optional<Long> count, Moment moment) {
        Optional<Told> told = count.map(value -> new Told(value, moment));
        return known.filter(before -> told.isEmpty() || before.moment().isAfter(moment))
                .or(() -> told);
    }
}
