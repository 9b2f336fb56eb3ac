package io.devthread.realtime.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.feed.Announcement.FeedUpdate;
import io.devthread.realtime.feed.Announcement.ForSome;
import io.devthread.realtime.feed.Announcement.NewPost;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AnnouncementTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final UserId alice = new UserId(Ids.next());
    private final UserId bob = new UserId(Ids.next());
    private final UserId carol = new UserId(Ids.next());
    private final UserId dave = new UserId(Ids.next());

    @Test
    void manyAreCountedExactlyButNotAllNamed() {
        List<NewPost> posts = Stream.generate(() -> by(alice)).limit(120).toList();
        FeedUpdate update = new Announcement(posts, Map.of(), NOON).forAll();
        assertThat(update.newPosts()).isEqualTo(120);
        assertThat(update.postIds())
                .hasSize(Announcement.MOST_IDS)
                .startsWith(posts.getFirst().id());
        assertThat(update.since()).isEqualTo(NOON);
    }

    @Test
    void whoHasBlockedAnAuthorHearsOnlyOfTheOthers() {
        NewPost kept = by(alice);
        Announcement announcement = new Announcement(List.of(by(bob), kept), Map.of(carol, Set.of(bob)), NOON);
        assertThat(announcement.forAll().newPosts()).isEqualTo(2);
        assertThat(announcement.exceptions())
                .containsExactly(new ForSome(Set.of(carol), Optional.of(new FeedUpdate(1, List.of(kept.id()), NOON))));
    }

    @Test
    void whoHasBlockedAllAuthorsHearsNothingAndThoseAlikeShareAnUpdate() {
        Announcement announcement =
                new Announcement(List.of(by(bob)), Map.of(carol, Set.of(bob), dave, Set.of(bob)), NOON);
        assertThat(announcement.exceptions()).containsExactly(new ForSome(Set.of(carol, dave), Optional.empty()));
    }

    /** Else an announcement of thousands of posts would be a message of many megabytes to each gateway. */
    @Test
    void whoHaveBlockedDifferentAuthorsShareWhatIsTheSame() {
        List<NewPost> named =
                Stream.generate(() -> by(alice)).limit(Announcement.MOST_IDS).toList();
        List<NewPost> posts =
                Stream.concat(named.stream(), Stream.of(by(bob), by(carol))).toList();
        UserId erin = new UserId(Ids.next());
        Announcement announcement = new Announcement(posts, Map.of(dave, Set.of(bob), erin, Set.of(carol)), NOON);
        assertThat(announcement.exceptions())
                .containsExactly(new ForSome(
                        Set.of(dave, erin),
                        Optional.of(new FeedUpdate(
                                Announcement.MOST_IDS + 1,
                                named.stream().map(NewPost::id).toList(),
                                NOON))));
    }

    private static NewPost by(UserId author) {
        return new NewPost(Ids.next(), author);
    }
}
