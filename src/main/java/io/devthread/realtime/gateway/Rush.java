package io.devthread.realtime.gateway;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How fast connections come just now, whatever becomes of them. Not thread-safe. */
final class Rush {
    /** Long enough to be no accident, short enough to be now. */
    static final Duration WINDOW = Duration.ofMillis(100);

    private static final double WINDOWS_IN_A_SECOND =
            (double) Duration.ofSeconds(1).toMillis() / WINDOW.toMillis();

    private final LongSupplier nanoTime;
    private long sinceNanos;
    private int count;
    private int before;

    Rush(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.sinceNanos = nanoTime.getAsLong();
    }

    void add() {
        roll();
        count++;
    }

    boolean isFasterThan(double perSecond) {
        roll();
        return Math.max(count, before) > perSecond / WINDOWS_IN_A_SECOND;
    }

    private void roll() {
        long now = nanoTime.getAsLong();
        long passed = now - sinceNanos;
        if (passed >= WINDOW.toNanos()) {
            before = passed < 2 * WINDOW.toNanos() ? count : 0;
            count = 0;
            sinceNanos = now;
        }
    }
}
