package io.devthread.realtime.gateway.presence;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.presence.PresenceApi;
import io.devthread.realtime.presence.PresenceApi.Pair;
import io.devthread.realtime.presence.PresenceApi.Pairs;
import io.devthread.realtime.presence.PresenceApi.Shown;
import io.devthread.realtime.presence.PresenceApi.ShownList;
import io.devthread.realtime.presence.PresenceApi.ShownOf;
import io.devthread.realtime.presence.PresenceApi.WatchList;
import io.devthread.realtime.presence.PresenceApi.Watched;
import io.vertx.core.Future;
import java.util.List;

/** What the node asks of presence. */
interface Questions {
    /** Whom each of the viewers is told of. */
    Future<List<WatchList>> watched(List<UserId> viewers);

    /** Those of the pairs where one may see the other. */
    Future<List<Pair>> visible(List<Pair> pairs);

    Future<List<Shown>> shown(List<UserId> users);

    static Questions over(Bus bus) {
        return new Questions() {
            @Override
            public Future<List<WatchList>> watched(List<UserId> viewers) {
                return viewers.isEmpty()
                        ? Future.succeededFuture(List.of())
                        : bus.call(PresenceApi.WATCHED, new PresenceApi.WatchLists(viewers))
                                .map(Watched::lists);
            }

            @Override
            public Future<List<Pair>> visible(List<Pair> pairs) {
                return pairs.isEmpty()
                        ? Future.succeededFuture(List.of())
                        : bus.call(PresenceApi.VISIBLE, new Pairs(pairs)).map(Pairs::pairs);
            }

            @Override
            public Future<List<Shown>> shown(List<UserId> users) {
                return users.isEmpty()
                        ? Future.succeededFuture(List.of())
                        : bus.call(PresenceApi.SHOWN, new ShownOf(users)).map(ShownList::items);
            }
        };
    }
}
