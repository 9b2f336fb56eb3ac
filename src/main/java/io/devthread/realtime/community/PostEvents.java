package io.devthread.realtime.community;

import io.devthread.realtime.community.CommunityApi.Author;
import io.devthread.realtime.community.CommunityApi.Comment;
import io.devthread.realtime.community.CommunityApi.Post;
import io.devthread.realtime.community.CommunityApi.User;
import io.devthread.realtime.community.PostStore.Counted;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.Actor;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The domain events about posts. Those that change a count carry both, as they are after the change. */
final class PostEvents {
    private PostEvents() {}

    static DomainEvent created(Post post) {
        return event("post_created", actor(post.author()), Optional.empty(), post.id(), post.createdAt());
    }

    static DomainEvent deleted(Post post, Instant moment) {
        return event("post_deleted", actor(post.author()), Optional.empty(), post.id(), moment);
    }

    static DomainEvent liked(User actor, Post post, Counted counted) {
        return counting("post_liked", actor, post, Optional.empty(), counted);
    }

    static DomainEvent unliked(User actor, Post post, Counted counted) {
        return counting("post_unliked", actor, post, Optional.empty(), counted);
    }

    static DomainEvent commented(User actor, Post post, Comment comment, Counted counted) {
        return counting("post_commented", actor, post, Optional.of(comment.id()), counted);
    }

    static DomainEvent mentioned(Post post, User mentioned) {
        return event("user_mentioned", actor(post.author()), Optional.of(mentioned.id()), post.id(), post.createdAt());
    }

    static DomainEvent mentioned(Comment comment, User mentioned) {
        return new DomainEvent(
                Ids.next(),
                "user_mentioned",
                Optional.of(actor(comment.author())),
                Optional.of(mentioned.id()),
                Optional.of(comment.postId()),
                Optional.of(comment.id()),
                Optional.empty(),
                Optional.empty(),
                comment.createdAt());
    }

    private static DomainEvent event(String type, Actor actor, Optional<UserId> recipient, UUID post, Instant moment) {
        return new DomainEvent(
                Ids.next(),
                type,
                Optional.of(actor),
                recipient,
                Optional.of(post),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                moment);
    }

    private static DomainEvent counting(String type, User actor, Post post, Optional<UUID> comment, Counted counted) {
        return new DomainEvent(
                Ids.next(),
                type,
                Optional.of(new Actor(actor.id(), actor.username())),
                Optional.of(post.author().id()),
                Optional.of(post.id()),
                comment,
                Optional.of(counted.likes()),
                Optional.of(counted.comments()),
                counted.moment());
    }

    private static Actor actor(Author author) {
        return new Actor(author.id(), author.username());
    }
}
