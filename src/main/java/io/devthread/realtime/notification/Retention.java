package io.devthread.realtime.notification;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets what has been read or withdrawn for longer than {@code notification.retention}, and the traces of domain
 * events that are older than {@code notification.event_retention}. Every process may run it at any time.
 */
final class Retention {
    static final Duration EVERY = Duration.ofMinutes(10);

    /** Rows in one statement: far from the time one may take. */
    static final int BATCH = 500;

    /** In one run: the rest ten minutes later, so that nobody notices. */
    static final int MOST_BATCHES = 200;

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final RetentionStore store;
    private final NotificationConfig config;
    private final Clock clock;

    Retention(RetentionStore store, NotificationConfig config, Clock clock) {
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    /** Never throws: what fails is tried again at the next run. */
    void run() {
        try {
            Instant now = clock.instant();
            if (!config.retention().isZero()) {
                Instant before = now.minus(config.retention());
                batches("notifications", () -> store.deleteNotifications(before, BATCH));
            }
            Instant before = now.minus(config.eventRetention());
            RetentionStore.TRACES.forEach(trace -> batches("traces", () -> store.deleteTraces(trace, before, BATCH)));
        } catch (RuntimeException e) {
            LOG.warn("notification.retention failed cause={}", e.toString());
        }
    }

    private static void batches(String what, IntSupplier batch) {
        long gone = 0;
        int last = 1;
        for (int i = 0; i < MOST_BATCHES && last > 0; i++) {
            last = batch.getAsInt();
            gone += last;
        }
        if (gone > 0) {
            LOG.info("notification.retention gone={} rows={}", what, gone);
        }
    }
}
