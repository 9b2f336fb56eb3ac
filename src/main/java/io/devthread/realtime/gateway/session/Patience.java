package io.devthread.realtime.gateway.session;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Counts offences in a sliding window: invalid frames, or commands sent although the client had been told to wait.
 * Times are {@link System#nanoTime}.
 */
final class Patience {
    private final int limit;
    private final long windowNanos;
    private final ArrayDeque<Long> offences = new ArrayDeque<>(2);

    Patience(int limit, Duration window) {
        this.limit = limit;
        this.windowNanos = window.toNanos();
    }

    /** True when this offence is the one too many. */
    boolean exhaustedBy(long nowNanos) {
        while (!offences.isEmpty() && nowNanos - offences.peekFirst() > windowNanos) {
            offences.removeFirst();
        }
        offences.addLast(nowNanos);
        return offences.size() >= limit;
    }
}
