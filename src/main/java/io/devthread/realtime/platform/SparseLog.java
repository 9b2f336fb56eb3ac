package io.devthread.realtime.platform;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Warns at most once in an interval, and says how often it has held its tongue since: what a thousand calls find out at
 * once, as in an outage, is one fact, and must not bury the others. From any thread.
 */
public final class SparseLog {
    private final Logger log;
    private final long everyNanos;
    private final LongSupplier nanoTime;
    private boolean hasSpoken;
    private long spokenAt;
    private long untold;

    public SparseLog(Logger log, Duration every, LongSupplier nanoTime) {
        this.log = log;
        this.everyNanos = every.toNanos();
        this.nanoTime = nanoTime;
    }

    /** @param key of the line, as in {@code postgres.unavailable} */
    public void warn(String key, Throwable cause) {
        long before;
        synchronized (this) {
            long now = nanoTime.getAsLong();
            if (hasSpoken && now - spokenAt < everyNanos) {
                untold++;
                return;
            }
            hasSpoken = true;
            spokenAt = now;
            before = untold;
            untold = 0;
        }
        log.warn("{} cause={} untold={}", key, cause.toString(), before);
    }
}
