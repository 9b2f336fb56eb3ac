package io.devthread.realtime.gateway.presence;

import io.devthread.realtime.model.UserId;
import java.util.ArrayList;
import java.util.List;

/**
 * What is told in passing may be lost. So the people watched here are compared with what presence has of them, a part
 * of them every second and all within {@link #ROUND_SECONDS}; and the lists of who may be seen, all within a few
 * minutes. On the desk's event loop.
 */
final class Healing {
    static final int ROUND_SECONDS = 24;

    private static final int AT_ONCE = 1_000;

    private final Questions questions;
    private final Watches watches;
    private final WatchLists lists;
    private final Changes changes;
    private final List<UserId> asking = new ArrayList<>();
    private int tick;
    private int from;
    private boolean busy;

    Healing(Questions questions, Watches watches, WatchLists lists, Changes changes) {
        this.questions = questions;
        this.watches = watches;
        this.lists = lists;
        this.changes = changes;
    }

    /** Once a second. */
    void second() {
        watches.watches(tick++ % ByBucket.BUCKETS).forEach(lists::ask);
        if (busy) {
            return;
        }
        int to = Math.min(ByBucket.BUCKETS, from + Math.ceilDiv(ByBucket.BUCKETS, ROUND_SECONDS));
        for (int bucket = from; bucket < to; bucket++) {
            watches.people(bucket).forEach(person -> asking.add(person.id()));
        }
        from = to % ByBucket.BUCKETS;
        compare();
    }

    /** What could not be asked now is in the next round. */
    private void compare() {
        busy = !asking.isEmpty();
        if (!busy) {
            return;
        }
        List<UserId> rest = asking.subList(0, Math.min(AT_ONCE, asking.size()));
        List<UserId> some = List.copyOf(rest);
        rest.clear();
        questions
                .shown(some)
                .onComplete(
                        shown -> {
                            changes.hear(shown);
                            compare();
                        },
                        away -> {
                            asking.clear();
                            busy = false;
                        });
    }
}
