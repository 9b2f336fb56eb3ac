package io.devthread.realtime.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what happens soon, no longer than it takes. */
public final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long SHORTEST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 100;
    private static final int LOOKS = 20;

    private Eventually() {}

    /** Looks until {@code condition} holds. */
    public static void holds(String what, Callable<Boolean> condition) {
        holds(what, PATIENCE, condition);
    }

    public static void holds(String what, Duration patience, Callable<Boolean> condition) {
        passes(patience, () -> {
            if (!condition.call()) {
                throw new AssertionError("not within " + patience + ": " + what);
            }
            return null;
        });
    }

    /** Tries until {@code assertions} throw nothing; then, or at the end of the patience, what they last said counts. */
    public static <T> T passes(Callable<T> assertions) {
        return passes(PATIENCE, assertions);
    }

    public static <T> T passes(Duration patience, Callable<T> assertions) {
        long begun = System.nanoTime();
        while (true) {
            try {
                return assertions.call();
            } catch (Exception | AssertionError failure) {
                Duration waited = Duration.ofNanos(System.nanoTime() - begun);
                if (waited.compareTo(patience) > 0) {
                    throw failure instanceof AssertionError assertion
                            ? assertion
                            : new AssertionError("not within " + patience, failure);
                }
                pause(waited);
            }
        }
    }

    /** A look may cost what is waited for its time, as one at all metrics does: the longer it takes, the fewer. */
    private static void pause(Duration waited) {
        try {
            Thread.sleep(Math.clamp(waited.toMillis() / LOOKS, SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
