package io.devthread.realtime.gateway.presence;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.presence.PresenceApi.Presence;
import io.devthread.realtime.presence.PresenceApi.Shown;
import java.time.Instant;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Somebody who is watched on this node: what is shown of the person, as last heard, and to whom. */
final class Person {
    private static final String OFFLINE = "offline";
    private static final List<String> STATUSES = List.of("online", "away", "busy");
    private static final long UNKNOWN = -1;

    private final UserId id;
    private final Set<Watch> watches = Collections.newSetFromMap(new IdentityHashMap<>(2));
    private String status = OFFLINE;
    private Optional<Instant> lastSeen = Optional.empty();
    private long version = UNKNOWN;

    Person(UserId id) {
        this.id = id;
    }

    UserId id() {
        return id;
    }

    /** Those whose frames the person belongs in. */
    Set<Watch> watches() {
        return watches;
    }

    long version() {
        return version;
    }

    boolean isKnown() {
        return version != UNKNOWN;
    }

    boolean isOffline() {
        return status.equals(OFFLINE);
    }

    /** @return whether it is news: what is not newer than what is known is dropped, whichever way it came */
    boolean hear(Shown shown) {
        if (shown.version() <= version) {
            return false;
        }
        boolean differs = !isKnown() || !status.equals(shown.status()) || !lastSeen.equals(shown.lastSeen());
        version = shown.version();
        // The few there are, so that a text for each person does not stay in memory.
        status = STATUSES.stream().filter(shown.status()::equals).findFirst().orElse(OFFLINE);
        lastSeen = shown.lastSeen();
        return differs;
    }

    /** As the watch may see it: who has vanished from it reads as offline and never seen. */
    Presence to(Watch watch) {
        return watches.contains(watch)
                ? new Presence(id, status, lastSeen)
                : new Presence(id, OFFLINE, Optional.empty());
    }
}
