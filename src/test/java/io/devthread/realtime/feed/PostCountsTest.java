package io.devthread.realtime.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.feed.PostCounts.Counts;
import io.devthread.realtime.model.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PostCountsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private final PostCounts counts = new PostCounts(Duration.ofSeconds(1));
    private final UUID post = Ids.next();

    @Test
    void aThousandLikesWithinASecondAreTwoAnnouncements() {
        likes(1, START);
        assertThat(counts.due(START)).containsExactly(told(1));
        IntStream.rangeClosed(2, 1_000).forEach(i -> likes(i, START.plusMillis(i / 2)));
        assertThat(counts.due(START.plusMillis(900))).isEmpty();
        assertThat(counts.due(START.plusSeconds(1))).containsExactly(told(1_000));
        assertThat(counts.due(START.plusSeconds(5))).isEmpty();
    }

    @Test
    void ofCountsThatComeOutOfOrderTheNewestStands() {
        likes(8, START.plusMillis(10));
        likes(7, START);
        assertThat(counts.due(START.plusSeconds(1))).containsExactly(told(8));
    }

    @Test
    void likesAndCommentsKeepEachOther() {
        likes(3, START);
        counts.changed(post, Optional.empty(), Optional.of(2L), START);
        assertThat(counts.due(START)).containsExactly(new Counts(post, Optional.of(3L), Optional.of(2L)));
    }

    @Test
    void theSameCountAgainIsNoNews() {
        likes(3, START);
        counts.due(START);
        likes(3, START);
        assertThat(counts.due(START.plusSeconds(2))).isEmpty();
    }

    @Test
    void aDeletedPostIsForgotten() {
        likes(3, START);
        counts.deleted(post);
        assertThat(counts.due(START)).isEmpty();
    }

    @Test
    void memoryIsBounded() {
        IntStream.rangeClosed(0, PostCounts.MOST_POSTS + 10)
                .forEach(i -> counts.changed(Ids.next(), Optional.of(1L), Optional.empty(), START));
        assertThat(counts.due(START)).hasSize(PostCounts.MOST_POSTS);
    }

    private void likes(long count, Instant at) {
        counts.changed(post, Optional.of(count), Optional.empty(), at);
    }

    private Counts told(long likes) {
        return new Counts(post, Optional.of(likes), Optional.empty());
    }
}
