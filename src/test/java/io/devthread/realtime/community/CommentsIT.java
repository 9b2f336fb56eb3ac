package io.devthread.realtime.community;

import static io.devthread.realtime.community.CommunityApi.COMMENTS;
import static io.devthread.realtime.community.CommunityApi.WRITE_COMMENT;
import static io.devthread.realtime.community.Town.ALICE;
import static io.devthread.realtime.community.Town.BOB;
import static io.devthread.realtime.community.Town.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.community.CommunityApi.Comment;
import io.devthread.realtime.community.CommunityApi.CommentPage;
import io.devthread.realtime.community.CommunityApi.ListComments;
import io.devthread.realtime.community.CommunityApi.Post;
import io.devthread.realtime.community.CommunityApi.WriteComment;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.testkit.SetClock;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommentsIT {
    private static Town town;

    /** It stands still: whatever is in order here, is in order by the store. */
    @BeforeAll
    static void start() {
        town = new Town(new SetClock());
    }

    @AfterAll
    static void stop() {
        town.close();
    }

    @Test
    void aCommentIsCountedAndToldToTheAuthorOfThePost() {
        Post post = town.write(ALICE, "say something");
        town.like(CAROL, post.id(), true);
        Comment comment = town.comment(BOB, post.id(), "something");
        assertThat(comment.author().username()).isEqualTo("bob");
        assertThat(comment.postId()).isEqualTo(post.id());
        assertThat(town.find(ALICE, post.id()).commentCount()).isEqualTo(1);
        DomainEvent event = town.events(post.id(), 1, "post_commented").getFirst();
        assertThat(event.actor().orElseThrow().id()).isEqualTo(BOB.id());
        assertThat(event.recipientId()).contains(ALICE.id());
        assertThat(event.commentId()).contains(comment.id());
        assertThat(event.commentCount()).contains(1L);
        assertThat(event.likeCount()).contains(1L);
    }

    @Test
    void commentsComeNewestFirstPageByPageInTheOrderOfTheirCommits() {
        Post post = town.write(ALICE, "talk");
        List<Comment> written = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            written.addFirst(town.comment(BOB, post.id(), "comment " + i));
        }
        CommentPage first = town.comments(post.id(), 3, Optional.empty());
        CommentPage second = town.comments(post.id(), 3, first.next());
        assertThat(first.items()).isEqualTo(written.subList(0, 3));
        assertThat(second.items()).isEqualTo(written.subList(3, 5));
        assertThat(second.next()).isEmpty();
    }

    @Test
    void manyCommentsAtOnceAreAllCounted() {
        Post post = town.write(ALICE, "lively");
        List<Future<Comment>> comments = IntStream.range(0, 50)
                .mapToObj(
                        i -> town.stage.bus.call(WRITE_COMMENT, new WriteComment(BOB.id(), post.id(), "comment " + i)))
                .toList();
        Future.all(comments).await();
        assertThat(town.find(ALICE, post.id()).commentCount()).isEqualTo(50);
        assertThat(town.events(post.id(), 50, "post_commented"))
                .extracting(event -> event.commentCount().orElseThrow())
                .isEqualTo(LongStream.rangeClosed(1, 50).boxed().toList());
    }

    @Test
    void aPostThatDoesNotExistHasNoComments() {
        UUID nothing = Ids.next();
        ListComments list = new ListComments(BOB.id(), nothing, 10, Optional.empty());
        assertThat(town.stage.refusal(COMMENTS, list).failure()).isEqualTo(Failure.NOT_FOUND);
        WriteComment write = new WriteComment(BOB.id(), nothing, "hello?");
        assertThat(town.stage.refusal(WRITE_COMMENT, write).failure()).isEqualTo(Failure.NOT_FOUND);
    }

    @Test
    void whoHasNoAccountHereDoesNotComment() {
        WriteComment write =
                new WriteComment(new UserId(Ids.next()), town.write(ALICE, "x").id(), "hello");
        assertThat(town.stage.refusal(WRITE_COMMENT, write).failure()).isEqualTo(Failure.FORBIDDEN);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 101})
    void aPageOfCommentsHasOneToAHundred(int limit) {
        ListComments list = new ListComments(BOB.id(), Ids.next(), limit, Optional.empty());
        assertThat(town.stage.refusal(COMMENTS, list).field()).contains("limit");
    }

    @Test
    void aCommentHasALimitOfItsOwn() {
        UUID post = town.write(ALICE, "x".repeat(4_000)).id();
        town.comment(BOB, post, "x".repeat(2_000));
        WriteComment tooLong = new WriteComment(BOB.id(), post, "x".repeat(2_001));
        assertThat(town.stage.refusal(WRITE_COMMENT, tooLong).field()).contains("content");
    }

    @Test
    void everybodyWhoIsMentionedInAPostIsToldOnce() {
        Post post = town.write(ALICE, "@Bob and @carol and @bob, not `@dave`, not @nobody-here, not me: @alice");
        town.allEvents();
        List<DomainEvent> events = town.events(post.id(), 2, "user_mentioned");
        assertThat(events)
                .extracting(event -> event.recipientId().orElseThrow())
                .containsExactlyInAnyOrder(BOB.id(), CAROL.id());
        assertThat(events).extracting(DomainEvent::commentId).containsOnly(Optional.empty());
        assertThat(events).extracting(event -> event.actor().orElseThrow().id()).containsOnly(ALICE.id());
    }

    @Test
    void aMentionInACommentNamesTheComment() {
        Post post = town.write(ALICE, "x");
        Comment comment = town.comment(BOB, post.id(), "@carol, look at this of @alice's");
        List<DomainEvent> events = town.events(post.id(), 2, "user_mentioned");
        assertThat(events)
                .extracting(event -> event.recipientId().orElseThrow())
                .containsExactlyInAnyOrder(CAROL.id(), ALICE.id());
        assertThat(events).extracting(DomainEvent::commentId).containsOnly(Optional.of(comment.id()));
        assertThat(events).extracting(event -> event.actor().orElseThrow().id()).containsOnly(BOB.id());
    }

    @Test
    void oneTextDoesNotNotifyTheWholeCommunity() {
        town.stage.postgres.query("""
                INSERT INTO community_users (id, username, password_hash, created_at)
                SELECT gen_random_uuid(), 'many' || n, '', now() FROM generate_series(1, 100) n
                """);
        String all = IntStream.rangeClosed(1, 100).mapToObj(n -> "@many" + n).collect(Collectors.joining(" "));
        Post post = town.write(ALICE, all);
        town.allEvents();
        assertThat(town.events(post.id(), 50, "user_mentioned")).hasSize(Users.MAX_MENTIONED);
    }
}
