package io.devthread.realtime.presence;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.presence.Findings.Seen;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When people were last there, on its way into PostgreSQL: what was noted since the last time goes in one statement.
 * While PostgreSQL is away the newest of each is kept. Confined to its verticle's context.
 */
final class LastSeen {
    /** Of one statement. */
    private static final int BATCH = 2_000;

    /** While PostgreSQL is away; who is there will be noted again within the minute. */
    private static final int MOST_WAITING = 200_000;

    private final PresenceStore store;
    private final Map<UserId, Instant> waiting = new HashMap<>();

    LastSeen(PresenceStore store) {
        this.store = store;
    }

    void note(Collection<Seen> seen) {
        for (Seen one : seen) {
            if (waiting.size() < MOST_WAITING || waiting.containsKey(one.user())) {
                waiting.merge(one.user(), one.at(), LastSeen::later);
            }
        }
    }

    /** @throws Refusal {@code unavailable} when PostgreSQL is away; nothing is lost then */
    void store() {
        while (!waiting.isEmpty()) {
            List<Seen> batch = waiting.entrySet().stream()
                    .limit(BATCH)
                    .map(one -> new Seen(one.getKey(), one.getValue()))
                    .toList();
            store.storeSeen(batch);
            batch.forEach(stored -> waiting.remove(stored.user(), stored.at()));
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
