package io.devthread.realtime.gateway.http;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.community.CommunityApi;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The posts of the sample application, and what people say to them. */
final class PostRoutes {
    private static final String POSTS = "/api/v1/posts";
    private static final String POST = "/api/v1/posts/:id";
    private static final String LIKE = "/api/v1/posts/:id/like";
    private static final String COMMENTS = "/api/v1/posts/:id/comments";

    private final Bus bus;

    PostRoutes(Bus bus) {
        this.bus = bus;
    }

    List<Route> routes() {
        return List.of(
                Route.get(POSTS, this::list),
                Route.post(POSTS, this::write),
                Route.get(POST, this::find),
                Route.delete(POST, this::delete),
                Route.put(LIKE, call -> like(call, true)),
                Route.delete(LIKE, call -> like(call, false)),
                Route.get(COMMENTS, this::comments),
                Route.post(COMMENTS, this::comment));
    }

    private Future<Answer> list(ApiCall call) {
        Optional<UserId> author = call.query("author_id").map(text -> ApiCall.id("author_id", text, UserId::parse));
        var question = new CommunityApi.ListPosts(call.user(), author, call.limit(), call.cursor());
        return bus.call(CommunityApi.POSTS, question).map(Answer::ok);
    }

    private Future<Answer> write(ApiCall call) {
        var post = new CommunityApi.WritePost(call.user(), call.data().text("content"));
        return bus.call(CommunityApi.WRITE_POST, post).map(written -> Answer.created(true, written));
    }

    private Future<Answer> find(ApiCall call) {
        return bus.call(CommunityApi.POST, new CommunityApi.FindPost(call.user(), id(call)))
                .map(Answer::ok);
    }

    private Future<Answer> delete(ApiCall call) {
        return bus.call(CommunityApi.DELETE_POST, new CommunityApi.FindPost(call.user(), id(call)))
                .map(done -> Answer.deleted());
    }

    private Future<Answer> like(ApiCall call, boolean like) {
        return bus.call(CommunityApi.LIKE, new CommunityApi.ChangeLike(call.user(), id(call), like))
                .map(Answer::ok);
    }

    private Future<Answer> comments(ApiCall call) {
        var question = new CommunityApi.ListComments(call.user(), id(call), call.limit(), call.cursor());
        return bus.call(CommunityApi.COMMENTS, question).map(Answer::ok);
    }

    private Future<Answer> comment(ApiCall call) {
        var comment =
                new CommunityApi.WriteComment(call.user(), id(call), call.data().text("content"));
        return bus.call(CommunityApi.WRITE_COMMENT, comment).map(written -> Answer.created(true, written));
    }

    private static UUID id(ApiCall call) {
        return call.pathId("id", Ids::parse);
    }
}
