package io.devthread.realtime.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.feed.PostCounts.Counts;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Moment;
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
        counts.changed(post, Optional.empty(), Optional.of(2L), new Moment(START, Ids.next()));
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
    void ofEquallyOldCountsThatOfTheHigherIdStandsHoweverTheyCome() {
        Moment lower = new Moment(START, UUID.fromString("01970000-0000-7000-8000-000000000001"));
        Moment higher = new Moment(START, UUID.fromString("f1970000-0000-7000-8000-000000000001"));
        likes(8, higher);
        likes(7, lower);
        assertThat(counts.due(START)).containsExactly(told(8));
        likes(8, lower);
        likes(9, higher);
        assertThat(counts.due(START.plusSeconds(1))).containsExactly(told(9));
    }

    @Test
    void ofADeletedPostNothingIsToldWhateverComesLate() {
        likes(3, START);
        counts.deleted(post);
        assertThat(counts.due(START)).isEmpty();
        likes(4, START.minusMillis(1));
        likes(5, START.plusMillis(1));
        assertThat(counts.due(START.plusSeconds(2))).isEmpty();
    }

    @Test
    void ofAPostThatIsDeletedBeforeItsFirstLikeComesNothingIsTold() {
        counts.deleted(post);
        likes(1, START);
        assertThat(counts.due(START)).isEmpty();
    }

    @Test
    void memoryIsBounded() {
        IntStream.rangeClosed(0, PostCounts.MOST_POSTS + 10)
                .forEach(i ->
                        counts.changed(Ids.next(), Optional.of(1L), Optional.empty(), new Moment(START, Ids.next())));
        assertThat(counts.due(START)).hasSize(PostCounts.MOST_POSTS);
    }

    private void likes(long count, Instant at) {
        likes(count, new Moment(at, Ids.next()));
    }

    private void likes(long count, Moment moment) {
        counts.changed(post, Optional.of(count), Optional.empty(), moment);
    }

    private Counts told(long likes) {
        return new Counts(post, Optional.of(likes), Optional.empty());
    }
}
