package io.devthread.realtime.community;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.devthread.realtime.bus.Address;
import io.devthread.realtime.model.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the gateway asks of the sample application on behalf of its HTTP callers. */
public final class CommunityApi {
    private CommunityApi() {}

    public static final Address<Credentials, SignedIn> LOGIN =
            new Address<>("devthread.community.login", Credentials.class, SignedIn.class);

    public static final Address<Credentials, SignedIn> REGISTER =
            new Address<>("devthread.community.register", Credentials.class, SignedIn.class);

    public static final Address<Caller, SignedIn> REFRESH =
            new Address<>("devthread.community.refresh", Caller.class, SignedIn.class);

    /** Revokes the user's sessions everywhere; answered when that is stored. */
    public static final Address<Caller, SignedOut> LOGOUT =
            new Address<>("devthread.community.logout", Caller.class, SignedOut.class);

    public static final Address<SearchUsers, UserPage> USERS =
            new Address<>("devthread.community.users", SearchUsers.class, UserPage.class);

    public static final Address<FindUser, Profile> USER =
            new Address<>("devthread.community.user", FindUser.class, Profile.class);

    /** Both answer with the profile as it is afterwards; repeating one changes nothing. */
    public static final Address<ChangeFollow, Profile> FOLLOW =
            new Address<>("devthread.community.follow", ChangeFollow.class, Profile.class);

    public static final Address<ListPosts, PostPage> POSTS =
            new Address<>("devthread.community.posts", ListPosts.class, PostPage.class);

    public static final Address<FindPost, Post> POST =
            new Address<>("devthread.community.post", FindPost.class, Post.class);

    public static final Address<WritePost, Post> WRITE_POST =
            new Address<>("devthread.community.write_post", WritePost.class, Post.class);

    /** The author's own only. */
    public static final Address<FindPost, Done> DELETE_POST =
            new Address<>("devthread.community.delete_post", FindPost.class, Done.class);

    /** Answers with the post as it is afterwards; repeating one changes nothing. */
    public static final Address<ChangeLike, Post> LIKE =
            new Address<>("devthread.community.like", ChangeLike.class, Post.class);

    public static final Address<ListComments, CommentPage> COMMENTS =
            new Address<>("devthread.community.comments", ListComments.class, CommentPage.class);

    public static final Address<WriteComment, Comment> WRITE_COMMENT =
            new Address<>("devthread.community.write_comment", WriteComment.class, Comment.class);

    public record Credentials(String username, String password) {
        /** A record would print its password into the first log line that mentions it. */
        @Override
        public String toString() {
            return "Credentials[username=" + username + "]";
        }
    }

    public record SignedIn(String token, Instant expiresAt, User user) {
        @Override
        public String toString() {
            return "SignedIn[user=" + user + "]";
        }
    }

    /** @param issuedAt of the token that the caller showed */
    public record Caller(UserId userId, Instant issuedAt) {}

    public record SignedOut(boolean signedOut) {}

    /** @param query matches the beginning of usernames, without regard to case; empty for all */
    public record SearchUsers(UserId userId, String query, int limit, Optional<String> cursor) {}

    public record FindUser(UserId userId, String username) {}

    public record User(UserId id, String username, Instant createdAt) {}

    /** @param following whether the caller follows this person */
    public record Profile(
            UserId id,
            String username,
            Instant createdAt,
            long followerCount,
            long followingCount,
            boolean following) {}

    /** @param follow false: not any more */
    public record ChangeFollow(UserId userId, UserId followeeId, boolean follow) {}

    public record Done(boolean done) {}

    /** @param authorId only that person's posts; empty for all */
    public record ListPosts(UserId userId, Optional<UserId> authorId, int limit, Optional<String> cursor) {}

    public record PostPage(List<Post> items, Optional<String> next) {}

    public record FindPost(UserId userId, UUID postId) {}

    public record WritePost(UserId userId, String content) {}

    /** @param like false: not any more */
    public record ChangeLike(UserId userId, UUID postId, boolean like) {}

    public record ListComments(UserId userId, UUID postId, int limit, Optional<String> cursor) {}

    public record CommentPage(List<Comment> items, Optional<String> next) {}

    public record WriteComment(UserId userId, UUID postId, String content) {}

    public record Author(UserId id, String username) {}

    /** @param liked by the caller */
    public record Post(
            UUID id,
            Author author,
            String content,
            long likeCount,
            long commentCount,
            boolean liked,
            Instant createdAt) {}

    public record Comment(UUID id, UUID postId, Author author, String content, Instant createdAt) {}

    @JsonInclude
    public record UserPage(List<User> items, Optional<String> next) {}
}
