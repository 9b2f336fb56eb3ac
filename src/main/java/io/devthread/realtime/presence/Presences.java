package io.devthread.realtime.presence;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.presence.PresenceApi.AsSeenBy;
import io.devthread.realtime.presence.PresenceApi.OfUser;
import io.devthread.realtime.presence.PresenceApi.OfUsers;
import io.devthread.realtime.presence.PresenceApi.Presence;
import io.devthread.realtime.presence.PresenceApi.Shown;
import io.devthread.realtime.presence.PresenceApi.ShownList;
import io.devthread.realtime.presence.PresenceApi.ShownOf;
import io.devthread.realtime.presence.PresenceApi.WatchLists;
import io.devthread.realtime.presence.PresenceApi.Watched;
import io.devthread.realtime.presence.PresenceStore.Kept;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Answers who is there, and to whom. */
final class Presences {
    /** Users that one statement reads. */
    private static final int READ_AT_ONCE = 2_000;

    private final PresenceState state;
    private final Leases leases;
    private final PresenceStore store;
    private final Visibility visibility;
    private final int maxWatched;

    Presences(PresenceState state, Leases leases, PresenceStore store, Visibility visibility, int maxWatched) {
        this.state = state;
        this.leases = leases;
        this.store = store;
        this.visibility = visibility;
        this.maxWatched = maxWatched;
    }

    Presence own(OfUser request) {
        UserId user = request.userId();
        Looked looked = look(Set.of(user)).get(user);
        Optional<Instant> lastSeen = looked.own().equals(Looked.OFFLINE)
                ? looked.lastSeen().or(() -> store.read(Set.of(user)).get(user).lastSeen())
                : Optional.empty();
        return new Presence(user, looked.own(), lastSeen);
    }

    PresenceApi.Kept kept(OfUser request) {
        return store.find(request.userId());
    }

    PresenceApi.Presences asSeenBy(AsSeenBy request) {
        Set<UserId> asked = checked(request.userIds());
        Map<UserId, Optional<Instant>> visible = visibility.visible(request.viewerId(), asked);
        Map<UserId, Looked> looked = look(visible.keySet());
        List<Presence> presences = new ArrayList<>();
        for (UserId user : asked) {
            if (user.equals(request.viewerId())) {
                presences.add(own(new OfUser(user)));
            } else if (visible.containsKey(user)) {
                presences.add(presence(shown(user, looked.get(user), visible.get(user))));
            } else {
                presences.add(new Presence(user, Looked.OFFLINE, Optional.empty()));
            }
        }
        return new PresenceApi.Presences(presences);
    }

    PresenceApi.Presences query(OfUsers request) {
        return new PresenceApi.Presences(shown(checked(request.userIds())).stream()
                .map(Presences::presence)
                .toList());
    }

    ShownList shown(ShownOf request) {
        return new ShownList(shown(new LinkedHashSet<>(request.userIds())));
    }

    Watched watched(WatchLists request) {
        return new Watched(visibility.watched(request.viewers(), maxWatched));
    }

    PresenceApi.Pairs visible(PresenceApi.Pairs request) {
        return new PresenceApi.Pairs(visibility.visible(request.pairs()));
    }

    private List<Shown> shown(Set<UserId> users) {
        Map<UserId, Looked> looked = look(users);
        Map<UserId, Kept> kept =
                read(users.stream().filter(user -> !looked.get(user).known()).toList());
        return users.stream()
                .map(user -> shown(
                        user,
                        looked.get(user),
                        Optional.ofNullable(kept.get(user)).flatMap(Kept::lastSeen)))
                .toList();
    }

    private Map<UserId, Looked> look(Set<UserId> users) {
        return state.look(leases.view(), users).await();
    }

    private Map<UserId, Kept> read(List<UserId> users) {
        Map<UserId, Kept> kept = new HashMap<>();
        for (int from = 0; from < users.size(); from += READ_AT_ONCE) {
            kept.putAll(store.read(users.subList(from, Math.min(users.size(), from + READ_AT_ONCE))));
        }
        return kept;
    }

    private static Shown shown(UserId user, Looked looked, Optional<Instant> stored) {
        Optional<Instant> lastSeen = looked.isOffline() ? looked.lastSeen().or(() -> stored) : Optional.empty();
        return new Shown(user, looked.status(), lastSeen, looked.version());
    }

    private static Presence presence(Shown shown) {
        return new Presence(shown.userId(), shown.status(), shown.lastSeen());
    }

    /** Each once, in the order given. */
    private static Set<UserId> checked(List<UserId> userIds) {
        if (userIds == null
                || userIds.size() > PresenceApi.MOST_ASKED
                || userIds.stream().anyMatch(Objects::isNull)) {
            throw Refusal.invalid("user_ids", "must be a list of at most " + PresenceApi.MOST_ASKED + " ids");
        }
        return new LinkedHashSet<>(userIds);
    }
}
