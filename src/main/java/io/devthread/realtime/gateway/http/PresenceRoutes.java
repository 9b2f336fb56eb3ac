package io.devthread.realtime.gateway.http;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.presence.PresenceApi;
import io.devthread.realtime.presence.PresenceApi.AsSeenBy;
import io.devthread.realtime.presence.PresenceApi.OfUser;
import io.devthread.realtime.presence.PresenceApi.SetStatus;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Stream;

/** Who is there. */
final class PresenceRoutes {
    private static final String PRESENCE = "/api/v1/presence";
    private static final String OWN = PRESENCE + "/me";

    private final Bus bus;

    PresenceRoutes(Bus bus) {
        this.bus = bus;
    }

    List<Route> routes() {
        return List.of(Route.get(PRESENCE, this::query), Route.get(OWN, this::own), Route.put(OWN, this::choose));
    }

    private Future<Answer> query(ApiCall call) {
        return bus.call(PresenceApi.AS_SEEN_BY, new AsSeenBy(call.user(), users(call)))
                .map(Answer::ok);
    }

    private Future<Answer> own(ApiCall call) {
        return bus.call(PresenceApi.OWN, new OfUser(call.user())).map(Answer::ok);
    }

    private Future<Answer> choose(ApiCall call) {
        return bus.call(
                        PresenceApi.SET_STATUS,
                        new SetStatus(call.user(), call.data().text("status")))
                .map(Answer::ok);
    }

    private static List<UserId> users(ApiCall call) {
        List<UserId> users = call.query("user_ids").stream()
                .flatMap(ids -> Stream.of(ids.split(",")))
                .map(id -> ApiCall.id("user_ids", id, UserId::parse))
                .toList();
        if (users.isEmpty() || users.size() > PresenceApi.MOST_ASKED) {
            throw Refusal.invalid("user_ids", "must be 1 to " + PresenceApi.MOST_ASKED + " ids, with commas between");
        }
        return users;
    }
}
