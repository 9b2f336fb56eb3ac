package io.devthread.realtime.community;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.community.CommunityApi.Author;
import io.devthread.realtime.community.CommunityApi.ChangeLike;
import io.devthread.realtime.community.CommunityApi.Done;
import io.devthread.realtime.community.CommunityApi.FindPost;
import io.devthread.realtime.community.CommunityApi.ListPosts;
import io.devthread.realtime.community.CommunityApi.Post;
import io.devthread.realtime.community.CommunityApi.PostPage;
import io.devthread.realtime.community.CommunityApi.User;
import io.devthread.realtime.community.CommunityApi.WritePost;
import io.devthread.realtime.community.PostStore.Counted;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.platform.PageRules;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Writing, reading, liking and deleting posts. All of them are public. */
final class Posts {
    private final PostStore store;
    private final Users users;
    private final Changes changes;
    private final Clock clock;

    Posts(PostStore store, Users users, Changes changes, Clock clock) {
        this.store = store;
        this.users = users;
        this.changes = changes;
        this.clock = clock;
    }

    PostPage list(ListPosts request) {
        int limit = PageRules.checkedLimit(request.limit());
        Place start = Place.of(request.cursor());
        List<Post> found = store.list(request.userId(), request.authorId(), start, limit + 1);
        if (found.size() <= limit) {
            return new PostPage(found, Optional.empty());
        }
        Post last = found.get(limit - 1);
        String next = new Place(last.createdAt(), last.id()).text();
        return new PostPage(found.subList(0, limit), Optional.of(next));
    }

    Post find(FindPost request) {
        return store.find(request.userId(), request.postId()).orElseThrow(Posts::unknown);
    }

    Post write(WritePost request) {
        PostRules.checkPost(request.content());
        User author = users.acting(request.userId());
        List<User> mentioned = users.mentionedIn(request.content(), author);
        Author signature = new Author(author.id(), author.username());
        Post post = new Post(Ids.next(), signature, request.content(), 0, 0, false, now());
        return changes.make((connection, tell) -> {
            store.insert(connection, post);
            tell.accept(PostEvents.created(post));
            mentioned.forEach(person -> tell.accept(PostEvents.mentioned(post, person)));
            return post;
        });
    }

    /** Its comments and likes go with it, without a word: {@code post_deleted} says it all. */
    Done delete(FindPost request) {
        return changes.make((connection, tell) -> {
            Post post =
                    store.lock(connection, request.userId(), request.postId()).orElseThrow(Posts::unknown);
            if (!post.author().id().equals(request.userId())) {
                throw Refusal.of(Failure.FORBIDDEN, "only its author may delete a post");
            }
            tell.accept(PostEvents.deleted(post, store.delete(connection, post.id(), now())));
            return new Done(true);
        });
    }

    Post like(ChangeLike request) {
        User actor = users.acting(request.userId());
        return changes.make((connection, tell) -> {
            Post post = store.lock(connection, actor.id(), request.postId()).orElseThrow(Posts::unknown);
            boolean changed = store.like(connection, post.id(), actor.id(), request.like());
            if (!changed) {
                return with(post, post.likeCount(), request.like());
            }
            Counted counted = store.count(connection, post.id(), request.like() ? 1 : -1, 0, now());
            tell.accept(
                    request.like() ? PostEvents.liked(actor, post, counted) : PostEvents.unliked(actor, post, counted));
            return with(post, counted.likes(), request.like());
        });
    }

    static Refusal unknown() {
        return Refusal.of(Failure.NOT_FOUND, "there is no such post");
    }

    private static Post with(Post post, long likeCount, boolean liked) {
        return new Post(
                post.id(), post.author(), post.content(), likeCount, post.commentCount(), liked, post.createdAt());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
