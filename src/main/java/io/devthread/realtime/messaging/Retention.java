package io.devthread.realtime.messaging;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.messaging.PurgeStore.Purged;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes messages that are older than they are to be kept, and what is remembered of gone ones when its time is over.
 * Every process that runs messaging does so; they share the work. For a virtual thread.
 */
final class Retention {
    /** Messages removed in one transaction: some milliseconds. */
    static final int BATCH = 500;

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final PurgeStore store;
    private final MessageDelivery delivery;
    private final int days;
    private final Clock clock;
    private final Runnable pause;

    /**
     * @param days 0 keeps messages for ever
     * @param pause between two batches, so that writers find the database and Redis free
     */
    Retention(PurgeStore store, MessageDelivery delivery, int days, Clock clock, Runnable pause) {
        this.store = store;
        this.delivery = delivery;
        this.days = days;
        this.clock = clock;
        this.pause = pause;
    }

    /** One pass; never throws. Gives the number of messages that it removed. */
    long run() {
        long removed = 0;
        try {
            removed = days == 0 ? 0 : purge();
            forget();
        } catch (Refusal away) {
            LOG.debug("messaging.purge_put_off cause={}", away.toString());
        } catch (Exception e) {
            LOG.error("messaging.purge_failed", e);
        }
        if (removed > 0) {
            LOG.info("messaging.purged messages={}", removed);
        }
        return removed;
    }

    private long purge() {
        long removed = 0;
        Purged batch;
        do {
            Instant now = clock.instant();
            batch = store.purge(now.minus(Duration.ofDays(days)), BATCH, now);
            delivery.redact(batch.redactions());
            delivery.deliver(batch.events());
            removed += batch.removed();
            pauseUnlessDone(batch.found());
        } while (batch.found() == BATCH && batch.removed() > 0);
        return removed;
    }

    private void forget() {
        int forgotten;
        do {
            forgotten = store.forgetSends(clock.instant(), BATCH);
            pauseUnlessDone(forgotten);
        } while (forgotten == BATCH);
    }

    private void pauseUnlessDone(int size) {
        if (size == BATCH) {
            pause.run();
        }
    }
}
