package io.devthread.realtime.community;

import static io.devthread.realtime.community.CommunityApi.COMMENTS;
import static io.devthread.realtime.community.CommunityApi.FOLLOW;
import static io.devthread.realtime.community.CommunityApi.LIKE;
import static io.devthread.realtime.community.CommunityApi.POST;
import static io.devthread.realtime.community.CommunityApi.POSTS;
import static io.devthread.realtime.community.CommunityApi.USER;
import static io.devthread.realtime.community.CommunityApi.WRITE_COMMENT;
import static io.devthread.realtime.community.CommunityApi.WRITE_POST;

import io.devthread.realtime.community.CommunityApi.ChangeFollow;
import io.devthread.realtime.community.CommunityApi.ChangeLike;
import io.devthread.realtime.community.CommunityApi.Comment;
import io.devthread.realtime.community.CommunityApi.CommentPage;
import io.devthread.realtime.community.CommunityApi.FindPost;
import io.devthread.realtime.community.CommunityApi.FindUser;
import io.devthread.realtime.community.CommunityApi.ListComments;
import io.devthread.realtime.community.CommunityApi.ListPosts;
import io.devthread.realtime.community.CommunityApi.Post;
import io.devthread.realtime.community.CommunityApi.PostPage;
import io.devthread.realtime.community.CommunityApi.Profile;
import io.devthread.realtime.community.CommunityApi.WriteComment;
import io.devthread.realtime.community.CommunityApi.WritePost;
import io.devthread.realtime.community.SampleUsers.SampleUser;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The sample users on a real database, as they write, like and follow; and what the service hears of it. */
final class Town implements AutoCloseable {
    static final SampleUser ALICE = SampleUsers.ALICE;
    static final SampleUser BOB = SampleUsers.BOB;
    static final SampleUser CAROL = SampleUsers.CAROL;

    final Stage stage = new Stage();

    private final List<DomainEvent> events = stage.recordEvents();

    Town(Clock clock) {
        stage.deployCommunity(Stage.CONFIG, clock);
    }

    Post write(SampleUser author, String content) {
        return stage.call(WRITE_POST, new WritePost(author.id(), content));
    }

    Post find(SampleUser viewer, UUID post) {
        return stage.call(POST, new FindPost(viewer.id(), post));
    }

    PostPage posts(SampleUser viewer, Optional<UserId> author, int limit, Optional<String> cursor) {
        return stage.call(POSTS, new ListPosts(viewer.id(), author, limit, cursor));
    }

    Post like(SampleUser actor, UUID post, boolean like) {
        return stage.call(LIKE, new ChangeLike(actor.id(), post, like));
    }

    Comment comment(SampleUser author, UUID post, String content) {
        return stage.call(WRITE_COMMENT, new WriteComment(author.id(), post, content));
    }

    CommentPage comments(UUID post, int limit, Optional<String> cursor) {
        return stage.call(COMMENTS, new ListComments(CAROL.id(), post, limit, cursor));
    }

    Profile follow(SampleUser follower, SampleUser followee, boolean follow) {
        return stage.call(FOLLOW, new ChangeFollow(follower.id(), followee.id(), follow));
    }

    Profile profile(SampleUser viewer, String username) {
        return stage.call(USER, new FindUser(viewer.id(), username));
    }

    /** The first {@code count} events of these types about a post, oldest first; sent in whatever order. */
    List<DomainEvent> events(UUID post, int count, String... types) {
        Stage.await(() -> about(post, types).size() >= count);
        return about(post, types);
    }

    /** All that were sent until now, once nothing is left to be sent. */
    List<DomainEvent> allEvents() {
        Stage.await(() -> stage.count("community_outbox") == 0);
        return events;
    }

    private List<DomainEvent> about(UUID post, String... types) {
        return events.stream()
                .filter(event -> event.postId().filter(post::equals).isPresent())
                .filter(event -> Arrays.asList(types).contains(event.type()))
                .sorted((one, other) -> one.createdAt().compareTo(other.createdAt()))
                .toList();
    }

    @Override
    public void close() {
        stage.close();
    }
}
