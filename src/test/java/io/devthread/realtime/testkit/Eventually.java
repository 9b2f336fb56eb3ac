package io.devthread.realtime.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what happens soon, no longer than it takes. */
public final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

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
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return assertions.call();
            } catch (Exception | AssertionError failure) {
                if (System.nanoTime() > deadline) {
                    throw failure instanceof AssertionError assertion
                            ? assertion
                            : new AssertionError("not within " + patience, failure);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
