package io.devthread.realtime.notification;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets what has been read or withdrawn for longer than {@code notification.retention}, and the traces of domain
 * events that are older than {@code notification.event_retention}; and, where {@code auth.longest_token} is set, whom to
 * refuse for tokens that count no more. Every process may run it at any time.
 */
final class Retention {
    static final Duration EVERY = Duration.ofMinutes(10);

    /** Rows in one statement: far from the time one may take. */
    static final int BATCH = 500;

    /**
     * Beyond the life of a token: the leeway, the clocks of processes, and a revocation's own time, which may be a day
     * ahead of its record.
     */
    static final Duration FOR_CERTAIN = Duration.ofDays(2);

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final RetentionStore store;
    private final RevocationStore revocations;
    private final NotificationConfig config;
    private final Duration longestToken;
    private final Clock clock;
    private final Runnable pause;

    /**
     * @param longestToken 0: nobody knows
     * @param pause between two batches, so that writers find the database free
     */
    Retention(
            RetentionStore store,
            RevocationStore revocations,
            NotificationConfig config,
            Duration longestToken,
            Clock clock,
            Runnable pause) {
        this.store = store;
        this.revocations = revocations;
        this.config = config;
        this.longestToken = longestToken;
        this.clock = clock;
        this.pause = pause;
    }

    /** Never throws. */
    void run() {
        Instant now = clock.instant();
        if (!config.retention().isZero()) {
            Instant before = now.minus(config.retention());
            batches("notifications", () -> store.deleteNotifications(before, BATCH));
        }
        if (!longestToken.isZero()) {
            Instant before = now.minus(longestToken).minus(FOR_CERTAIN);
            batches("revocations", () -> revocations.forget(before, BATCH));
        }
        Instant before = now.minus(config.eventRetention());
        RetentionStore.TRACES.forEach(trace -> batches(trace.table(), () -> store.deleteTraces(trace, before, BATCH)));
    }

    /** As many as there are. What fails is tried again at the next run, and keeps none of the others from theirs. */
    private void batches(String what, IntSupplier batch) {
        long gone = 0;
        try {
            for (int last = batch.getAsInt(); last > 0; last = batch.getAsInt()) {
                gone += last;
                pause.run();
            }
        } catch (Exception e) { // an interrupt at the undeployment comes undeclared
            LOG.warn("notification.retention failed at={} cause={}", what, e.toString());
        }
        if (gone > 0) {
            LOG.info("notification.retention gone={} rows={}", what, gone);
        }
    }
}
