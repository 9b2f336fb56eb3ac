package io.devthread.realtime.gateway.http;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.community.CommunityApi;
import io.devthread.realtime.model.UserId;
import io.vertx.core.Future;
import java.util.List;

/** The users of the sample application, and who follows whom. */
final class UserRoutes {
    private static final String FOLLOW = "/api/v1/users/:id/follow";

    private final Bus bus;

    UserRoutes(Bus bus) {
        this.bus = bus;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/users", this::search),
                Route.get("/api/v1/users/:username", this::find),
                Route.put(FOLLOW, call -> follow(call, true)),
                Route.delete(FOLLOW, call -> follow(call, false)));
    }

    private Future<Answer> search(ApiCall call) {
        return bus.call(
                        CommunityApi.USERS,
                        new CommunityApi.SearchUsers(
                                call.user(), call.query("query").orElse(""), call.limit(), call.cursor()))
                .map(Answer::ok);
    }

    private Future<Answer> find(ApiCall call) {
        return bus.call(CommunityApi.USER, new CommunityApi.FindUser(call.user(), call.path("username")))
                .map(Answer::ok);
    }

    private Future<Answer> follow(ApiCall call, boolean follow) {
        UserId followee = call.pathId("id", UserId::parse);
        return bus.call(CommunityApi.FOLLOW, new CommunityApi.ChangeFollow(call.user(), followee, follow))
                .map(Answer::ok);
    }
}
