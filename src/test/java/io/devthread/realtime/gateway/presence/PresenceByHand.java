package io.devthread.realtime.gateway.presence;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.presence.PresenceApi.Pair;
import io.devthread.realtime.presence.PresenceApi.Shown;
import io.devthread.realtime.presence.PresenceApi.WatchList;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What presence answers a node, as a test says. Of whom it says nothing is offline; every partner may be seen. */
final class PresenceByHand implements Questions {
    final Map<UserId, List<UserId>> follows = new HashMap<>();
    final Map<UserId, Shown> present = new HashMap<>();

    /** How many lists were asked for at once. */
    final List<Integer> batches = new ArrayList<>();

    /** Who is there is answered with it. */
    Optional<Promise<List<Shown>>> held = Optional.empty();

    boolean away;

    /** More viewers at once are not answered in time. */
    int mostViewers = WatchLists.MAX_BATCH;

    /** One answer has the lists of no more of them. */
    int mostLists = WatchLists.MAX_BATCH;

    @Override
    public Future<List<WatchList>> watched(List<UserId> viewers) {
        batches.add(viewers.size());
        return away || viewers.size() > mostViewers
                ? Future.failedFuture(Refusal.unavailable("presence"))
                : Future.succeededFuture(viewers.stream()
                        .limit(mostLists)
                        .map(viewer -> new WatchList(viewer, follows.getOrDefault(viewer, List.of())))
                        .toList());
    }

    @Override
    public Future<List<Pair>> visible(List<Pair> pairs) {
        return Future.succeededFuture(pairs);
    }

    @Override
    public Future<List<Shown>> shown(List<UserId> users) {
        return held.map(Promise::future)
                .orElseGet(() -> Future.succeededFuture(users.stream()
                        .map(user -> present.getOrDefault(user, shown(user, "offline", 0)))
                        .toList()));
    }

    static Shown shown(UserId user, String status, long version) {
        return new Shown(user, status, Optional.empty(), version);
    }

    /** What a frame tells, as "event user status user status …". */
    static String words(JsonNode frame) {
        List<String> words = new ArrayList<>(List.of(frame.path("event").asText()));
        List<JsonNode> presences = new ArrayList<>();
        frame.at("/data/presences").forEach(presences::add);
        (presences.isEmpty() ? List.of(frame.path("data")) : presences).forEach(presence -> {
            words.add(presence.path("user_id").asText());
            words.add(presence.path("status").asText());
        });
        return String.join(" ", words);
    }
}
