package io.devthread.realtime.typing;

import io.devthread.realtime.model.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whom this process has last heard typing, and when to look whether that is over. One list that is looked through a few
 * times a second, instead of a timer for each. Bounded: who is over the bound is cleared by the partner's client alone.
 */
final class Watchlist {
    static final int MOST = 50_000;

    private final Map<Typist, Instant> ends = new HashMap<>();

    synchronized void look(Typist typist, Instant at) {
        if (ends.size() < MOST || ends.containsKey(typist)) {
            ends.put(typist, at);
        }
    }

    /** As {@link #look}, for who may have started again meanwhile: the later moment counts. */
    synchronized void lookAgain(Typist typist, Instant now, Duration left) {
        Instant known = ends.getOrDefault(typist, Instant.MIN);
        if (known.isBefore(now.plus(left))) {
            look(typist, now.plus(left));
        }
    }

    synchronized void forget(Typist typist) {
        ends.remove(typist);
    }

    /** Those to look at now; they are not watched any more. */
    synchronized List<Typist> due(Instant now) {
        List<Typist> due = new ArrayList<>();
        ends.entrySet().removeIf(entry -> {
            boolean over = !now.isBefore(entry.getValue());
            if (over) {
                due.add(entry.getKey());
            }
            return over;
        });
        return due;
    }

    synchronized List<Typist> concerning(UserId someone) {
        return ends.keySet().stream().filter(typist -> typist.concerns(someone)).toList();
    }

    synchronized int size() {
        return ends.size();
    }
}
