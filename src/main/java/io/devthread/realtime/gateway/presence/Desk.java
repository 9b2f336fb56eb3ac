package io.devthread.realtime.gateway.presence;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * The one event loop on which a node's presence is kept, and its timer.
 *
 * @param now runs a task on it, in order
 * @param later runs a task on it after a while
 */
record Desk(Executor now, BiConsumer<Duration, Runnable> later) {
    /** After a call, so long for the next to fill: every call costs the same, with one person or with many. */
    static final Duration GATHERED = Duration.ofMillis(50);

    /** @param isFull the next call need not wait for more */
    void gather(boolean isFull, Runnable next) {
        if (isFull) {
            next.run();
        } else {
            later.accept(GATHERED, next);
        }
    }
}
