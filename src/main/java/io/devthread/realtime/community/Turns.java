package io.devthread.realtime.community;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Lets a few do something costly at a time, in the order of their coming, while the rest wait without holding
 * anything. A JDK semaphore would not do: it would block the whole verticle, whose virtual threads change over only
 * where a future is awaited. For the same reason the fields need no lock: use it from one verticle only.
 */
final class Turns {
    private static final Duration BUSY_RETRY = Duration.ofSeconds(1);

    private final Queue<Promise<Void>> waiting = new ArrayDeque<>();
    private final int maxWaiting;
    private int free;

    Turns(int atOnce, int maxWaiting) {
        this.free = atOnce;
        this.maxWaiting = maxWaiting;
    }

    /** @throws Refusal {@code unavailable}, at once, when too many are waiting */
    <T> T inTurn(Supplier<T> work) {
        take();
        try {
            return work.get();
        } finally {
            handOn();
        }
    }

    private void take() {
        if (free > 0) {
            free--;
            return;
        }
        if (waiting.size() >= maxWaiting) {
            throw Refusal.retryLater(Failure.UNAVAILABLE, "too many are at it, try again", BUSY_RETRY);
        }
        Promise<Void> turn = Promise.promise();
        waiting.add(turn);
        turn.future().await();
    }

    private void handOn() {
        Promise<Void> next = waiting.poll();
        if (next == null) {
            free++;
        } else {
            next.complete();
        }
    }
}
