package io.devthread.realtime.community;

import io.devthread.realtime.community.CommunityApi.Author;
import io.devthread.realtime.community.CommunityApi.Comment;
import io.devthread.realtime.community.CommunityApi.CommentPage;
import io.devthread.realtime.community.CommunityApi.ListComments;
import io.devthread.realtime.community.CommunityApi.Post;
import io.devthread.realtime.community.CommunityApi.User;
import io.devthread.realtime.community.CommunityApi.WriteComment;
import io.devthread.realtime.community.PostStore.Counted;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.platform.PageRules;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Saying something below a post, and reading what others said. */
final class Comments {
    private final CommentStore store;
    private final PostStore posts;
    private final Users users;
    private final Changes changes;
    private final Clock clock;

    Comments(CommentStore store, PostStore posts, Users users, Changes changes, Clock clock) {
        this.store = store;
        this.posts = posts;
        this.users = users;
        this.changes = changes;
        this.clock = clock;
    }

    CommentPage list(ListComments request) {
        int limit = PageRules.checkedLimit(request.limit());
        Place start = Place.of(request.cursor());
        posts.find(request.userId(), request.postId()).orElseThrow(Posts::unknown);
        List<Comment> found = store.list(request.postId(), start, limit + 1);
        if (found.size() <= limit) {
            return new CommentPage(found, Optional.empty());
        }
        Comment last = found.get(limit - 1);
        String next = new Place(last.createdAt(), last.id()).text();
        return new CommentPage(found.subList(0, limit), Optional.of(next));
    }

    /** A comment's moment is taken under the post's lock: the order of the list is the order of the commits. */
    Comment write(WriteComment request) {
        PostRules.checkComment(request.content());
        User author = users.acting(request.userId());
        List<User> mentioned = users.mentionedIn(request.content(), author);
        UUID id = Ids.next();
        return changes.make((connection, tell) -> {
            Post post = posts.lock(connection, author.id(), request.postId()).orElseThrow(Posts::unknown);
            Counted counted = posts.count(connection, post.id(), 0, 1, now());
            Author signature = new Author(author.id(), author.username());
            Comment comment = new Comment(id, post.id(), signature, request.content(), counted.moment());
            store.insert(connection, comment);
            tell.accept(PostEvents.commented(author, post, comment, counted));
            mentioned.forEach(person -> tell.accept(PostEvents.mentioned(comment, person)));
            return comment;
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
