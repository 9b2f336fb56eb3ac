package io.devthread.realtime.bench;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * An open loop: things are due at a fixed rate, and each counts from the moment it was due, so that a service that falls
 * behind can't hide it. What is done in the warm-up is not recorded.
 */
final class Load {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Map<String, Long> due = new ConcurrentHashMap<>();

    interface Step {
        /** @param number counts from 0, warm-up included */
        void run(int number);
    }

    /** @return how many steps were made */
    int run(int from, int rate, Duration duration, Step step) {
        long interval = 1_000_000_000L / rate;
        int count = (int) (duration.toNanos() / interval);
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long moment = start + i * interval;
            while (System.nanoTime() < moment) {
                LockSupport.parkNanos(moment - System.nanoTime());
            }
            now = moment;
            step.run(from + i);
        }
        return count;
    }

    private long now;

    /** To be called in a step: the moment when it was due, {@link System#nanoTime}. */
    long moment() {
        return now;
    }

    /** To be called in a step: this key counts from the moment when the step was due. */
    void started(String key) {
        due.put(key, now);
    }

    /** Records the time since the key was due; keys that were never started, or have been recorded, are passed over. */
    boolean arrived(String key, long nanos, Histogram histogram) {
        Long since = due.remove(key);
        if (since == null) {
            return false;
        }
        histogram.recordValue(Math.max(0, (nanos - since) / 1_000));
        return true;
    }

    static Histogram histogram() {
        return new ConcurrentHistogram(60_000_000L, 3);
    }

    static void await(BooleanSupplier done) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(10_000_000);
        }
    }
}
