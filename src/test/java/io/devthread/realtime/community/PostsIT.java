package io.devthread.realtime.community;

import static io.devthread.realtime.community.CommunityApi.DELETE_POST;
import static io.devthread.realtime.community.CommunityApi.LIKE;
import static io.devthread.realtime.community.CommunityApi.POST;
import static io.devthread.realtime.community.CommunityApi.POSTS;
import static io.devthread.realtime.community.CommunityApi.WRITE_POST;
import static io.devthread.realtime.community.Town.ALICE;
import static io.devthread.realtime.community.Town.BOB;
import static io.devthread.realtime.community.Town.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.community.CommunityApi.ChangeLike;
import io.devthread.realtime.community.CommunityApi.FindPost;
import io.devthread.realtime.community.CommunityApi.ListPosts;
import io.devthread.realtime.community.CommunityApi.Post;
import io.devthread.realtime.community.CommunityApi.PostPage;
import io.devthread.realtime.community.CommunityApi.SignedIn;
import io.devthread.realtime.community.CommunityApi.WritePost;
import io.devthread.realtime.model.Cursor;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.testkit.SetClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostsIT {
    private static final SetClock CLOCK = new SetClock();

    private static Town town;

    @BeforeAll
    static void start() {
        town = new Town(CLOCK);
    }

    @AfterAll
    static void stop() {
        town.close();
    }

    @Test
    void whatIsWrittenIsReadByEverybody() {
        Post written = town.write(ALICE, " a post\n\uD83E\uDDD1 ");
        assertThat(written.author().username()).isEqualTo("alice");
        assertThat(written.content()).isEqualTo(" a post\n\uD83E\uDDD1 ");
        assertThat(written.createdAt()).isEqualTo(CLOCK.instant());
        assertThat(written.likeCount() + written.commentCount()).isZero();
        assertThat(town.find(BOB, written.id())).isEqualTo(written);
        assertThat(town.posts(BOB, Optional.empty(), 1, Optional.empty()).items())
                .containsExactly(written);
    }

    @Test
    void theServiceHearsOfAPost() {
        Post written = town.write(ALICE, "news");
        DomainEvent created = town.events(written.id(), 1, "post_created").getFirst();
        assertThat(created.actor().orElseThrow().id()).isEqualTo(ALICE.id());
        assertThat(created.actor().orElseThrow().username()).isEqualTo("alice");
        assertThat(created.recipientId()).isEmpty();
        assertThat(created.createdAt()).isEqualTo(written.createdAt());
    }

    @Test
    void postsComeNewestFirstPageByPage() {
        SignedIn writer = town.stage.register("prolific", "a good password");
        UserId id = writer.user().id();
        List<UUID> written = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            written.addFirst(
                    town.stage.call(WRITE_POST, new WritePost(id, "post " + i)).id());
            CLOCK.advance(Duration.ofMillis(i / 3)); // some in the same millisecond
        }
        List<UUID> read = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            PostPage page = town.posts(BOB, Optional.of(id), 3, cursor);
            page.items().forEach(post -> read.add(post.id()));
            cursor = page.next();
        } while (cursor.isPresent());
        assertThat(read).isEqualTo(written);
        assertThat(town.posts(BOB, Optional.of(new UserId(Ids.next())), 3, Optional.empty())
                        .items())
                .isEmpty();
    }

    @Test
    void newPostsDoNotMoveAPageThatWasBegun() {
        Post second = town.write(ALICE, "second");
        CLOCK.advance(Duration.ofMillis(1));
        town.write(ALICE, "first");
        PostPage page = town.posts(BOB, Optional.of(ALICE.id()), 1, Optional.empty());
        CLOCK.advance(Duration.ofMillis(1));
        town.write(ALICE, "even newer");
        assertThat(town.posts(BOB, Optional.of(ALICE.id()), 1, page.next()).items())
                .containsExactly(second);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 101})
    void aPageOfPostsHasOneToAHundred(int limit) {
        ListPosts request = new ListPosts(BOB.id(), Optional.empty(), limit, Optional.empty());
        assertThat(town.stage.refusal(POSTS, request).field()).contains("limit");
    }

    @Test
    void aCursorThatNobodyGaveIsRefused() {
        UUID id = Ids.next();
        for (Cursor cursor : List.of(
                Cursor.of("x", id),
                Cursor.of(1, "x"),
                Cursor.of(1),
                Cursor.of(-1, id),
                Cursor.of(Long.MAX_VALUE, id),
                Cursor.of(Long.MIN_VALUE, id))) {
            ListPosts request = new ListPosts(BOB.id(), Optional.empty(), 1, Optional.of(cursor.text()));
            assertThat(town.stage.refusal(POSTS, request).field()).contains("cursor");
        }
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        UUID nothing = Ids.next();
        FindPost find = new FindPost(ALICE.id(), nothing);
        assertThat(town.stage.refusal(POST, find).failure()).isEqualTo(Failure.NOT_FOUND);
        assertThat(town.stage.refusal(DELETE_POST, find).failure()).isEqualTo(Failure.NOT_FOUND);
        ChangeLike like = new ChangeLike(ALICE.id(), nothing, true);
        assertThat(town.stage.refusal(LIKE, like).failure()).isEqualTo(Failure.NOT_FOUND);
    }

    @Test
    void whoHasNoAccountHereReadsOnly() {
        UserId stranger = new UserId(Ids.next());
        Post post = town.write(ALICE, "for all");
        assertThat(town.stage.call(POST, new FindPost(stranger, post.id()))).isEqualTo(post);
        Refusal write = town.stage.refusal(WRITE_POST, new WritePost(stranger, "x"));
        Refusal like = town.stage.refusal(LIKE, new ChangeLike(stranger, post.id(), true));
        assertThat(write.failure()).isEqualTo(Failure.FORBIDDEN);
        assertThat(like.failure()).isEqualTo(Failure.FORBIDDEN);
    }

    @Test
    void aPostThatSaysNothingIsRefused() {
        Refusal refusal = town.stage.refusal(WRITE_POST, new WritePost(ALICE.id(), " "));
        assertThat(refusal.failure()).isEqualTo(Failure.INVALID_DATA);
        assertThat(refusal.field()).contains("content");
    }

    @Test
    void aPostIsDeletedByItsAuthorOnlyWithAllThatHangsOnIt() {
        Post post = town.write(ALICE, "to be deleted");
        town.like(BOB, post.id(), true);
        town.comment(CAROL, post.id(), "a comment");
        Refusal refusal = town.stage.refusal(DELETE_POST, new FindPost(BOB.id(), post.id()));
        assertThat(refusal.failure()).isEqualTo(Failure.FORBIDDEN);
        FindPost own = new FindPost(ALICE.id(), post.id());
        assertThat(town.stage.call(DELETE_POST, own).done()).isTrue();
        assertThat(town.stage.refusal(DELETE_POST, own).failure()).isEqualTo(Failure.NOT_FOUND);
        assertThat(town.stage.count("community_likes WHERE post_id = '" + post.id() + "'"))
                .isZero();
        assertThat(town.stage.count("community_comments WHERE post_id = '" + post.id() + "'"))
                .isZero();
        assertThat(town.allEvents().stream()
                        .filter(event -> event.postId().equals(Optional.of(post.id())))
                        .map(DomainEvent::type))
                .containsExactlyInAnyOrder("post_created", "post_liked", "post_commented", "post_deleted");
        List<DomainEvent> events = town.events(post.id(), 2, "post_created", "post_deleted");
        assertThat(events).extracting(DomainEvent::type).containsExactly("post_created", "post_deleted");
    }

    @Test
    void aLikeIsCountedOnceAndToldOnce() {
        Post post = town.write(ALICE, "likeable");
        Post liked = town.like(BOB, post.id(), true);
        assertThat(liked.likeCount()).isEqualTo(1);
        assertThat(liked.liked()).isTrue();
        assertThat(town.like(BOB, post.id(), true)).isEqualTo(liked);
        assertThat(town.find(BOB, post.id())).isEqualTo(liked);
        assertThat(town.find(CAROL, post.id()).liked()).isFalse();
        assertThat(town.like(BOB, post.id(), false)).isEqualTo(post);
        assertThat(town.like(BOB, post.id(), false)).isEqualTo(post);
        town.allEvents();
        List<DomainEvent> events = town.events(post.id(), 2, "post_liked", "post_unliked");
        assertThat(events).extracting(DomainEvent::type).containsExactly("post_liked", "post_unliked");
        assertThat(events).extracting(event -> event.likeCount().orElseThrow()).containsExactly(1L, 0L);
        assertThat(events)
                .extracting(event -> event.commentCount().orElseThrow())
                .containsOnly(0L);
        assertThat(events)
                .extracting(event -> event.recipientId().orElseThrow())
                .containsOnly(ALICE.id());
        assertThat(events)
                .extracting(event -> event.actor().orElseThrow().username())
                .containsOnly("bob");
    }

    /** The clock stands still: only the store can tell which was last. */
    @Test
    void theNewestOfManyChangesOfMindIsTheLastOne() {
        Post post = town.write(ALICE, "hm");
        for (int i = 0; i < 10; i++) {
            town.like(BOB, post.id(), i % 2 == 0);
        }
        List<DomainEvent> events = town.events(post.id(), 10, "post_liked", "post_unliked");
        assertThat(events).extracting(DomainEvent::createdAt).doesNotHaveDuplicates();
        assertThat(events)
                .extracting(event -> event.likeCount().orElseThrow())
                .containsExactly(1L, 0L, 1L, 0L, 1L, 0L, 1L, 0L, 1L, 0L);
    }

    @Test
    void aHundredPeopleLikeAtOnceAndEachIsCounted() {
        Post post = town.write(ALICE, "popular");
        List<UserId> crowd = crowd(100);
        List<Future<Post>> likes = crowd.stream()
                .map(user -> town.stage.bus.call(LIKE, new ChangeLike(user, post.id(), true)))
                .toList();
        Future.all(likes).await();
        assertThat(town.find(BOB, post.id()).likeCount()).isEqualTo(100);
        List<DomainEvent> events = town.events(post.id(), 100, "post_liked");
        assertThat(events)
                .extracting(event -> event.likeCount().orElseThrow())
                .isEqualTo(LongStream.rangeClosed(1, 100).boxed().toList());
    }

    @Test
    void onePersonWhoLikesManyTimesAtOnceCountsOnce() {
        Post post = town.write(ALICE, "clicked");
        List<Future<Post>> likes = IntStream.range(0, 20)
                .mapToObj(i -> town.stage.bus.call(LIKE, new ChangeLike(BOB.id(), post.id(), true)))
                .toList();
        Future.all(likes).await();
        assertThat(likes)
                .allSatisfy(like -> assertThat(like.result().likeCount()).isEqualTo(1));
        town.allEvents();
        assertThat(town.events(post.id(), 1, "post_liked")).hasSize(1);
    }

    @Test
    void likingWhileThePostIsDeletedEndsOneWayOrTheOther() {
        Post post = town.write(ALICE, "going");
        List<Future<?>> calls = new ArrayList<>();
        crowd(20).forEach(user -> calls.add(town.stage.bus.call(LIKE, new ChangeLike(user, post.id(), true))));
        calls.add(10, town.stage.bus.call(DELETE_POST, new FindPost(ALICE.id(), post.id())));
        Future.join(calls).otherwiseEmpty().await();
        assertThat(calls.stream().filter(Future::failed).map(call -> ((Refusal) call.cause()).failure()))
                .allMatch(Failure.NOT_FOUND::equals);
        assertThat(town.stage.count("community_likes WHERE post_id = '" + post.id() + "'"))
                .isZero();
    }

    @Test
    void likingOnesOwnPostIsToldForTheCount() {
        Post post = town.write(ALICE, "mine");
        town.like(ALICE, post.id(), true);
        DomainEvent event = town.events(post.id(), 1, "post_liked").getFirst();
        assertThat(event.recipientId()).contains(ALICE.id());
        assertThat(event.likeCount()).contains(1L);
    }

    private static List<UserId> crowd(int size) {
        List<UserId> crowd = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            UserId id = new UserId(Ids.next());
            town.stage.postgres.query(
                    "INSERT INTO community_users (id, username, password_hash, created_at) VALUES ($1, $2, '', now())",
                    id.value(),
                    "crowd-" + id.toString().substring(8, 24));
            crowd.add(id);
        }
        return crowd;
    }
}
