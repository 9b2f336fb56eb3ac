package io.devthread.realtime.privacy;

import io.devthread.realtime.privacy.ErasureStore.Taken;
import io.vertx.core.Context;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what is open, a few at a time, in any number of processes: each erasure is taken by one worker, which says after
 * every batch that it lives. What it can't finish is taken up again when its lease has run out, where it was left.
 * Confined to its verticle's context.
 */
final class ErasureWorkers {
    private static final Logger LOG = LoggerFactory.getLogger(ErasureWorkers.class);
    private static final int MOST = 4;

    private final Context context;
    private final ErasureStore store;
    private final ErasureSteps steps;
    private final Clock clock;
    private int working;

    /** Somebody else has taken it: this worker was silent for too long. */
    private static final class Lost extends RuntimeException {
        Lost() {
            super(null, null, false, false);
        }
    }

    ErasureWorkers(Context context, ErasureStore store, ErasureSteps steps, Clock clock) {
        this.context = context;
        this.store = store;
        this.steps = steps;
        this.clock = clock;
    }

    void wake() {
        if (working < MOST) {
            working++;
            context.runOnContext(task -> work());
        }
    }

    private void work() {
        try {
            Optional<Taken> taken = store.take();
            while (taken.isPresent()) {
                erase(taken.get());
                taken = store.take();
            }
        } catch (Throwable away) { // an interrupt at the undeployment comes undeclared
            LOG.warn("privacy.erasures_put_off cause={}", away.toString());
        } finally {
            working--;
        }
    }

    private void erase(Taken taken) {
        Map<String, Long> counts = new TreeMap<>(taken.erasure().erased());
        try {
            steps.erase(taken.erasure().userId(), erased -> {
                erased.forEach((kind, count) -> counts.merge(kind, count, Long::sum));
                if (!store.keep(taken, counts)) {
                    throw new Lost();
                }
            });
            store.complete(taken, counts, clock.instant().truncatedTo(ChronoUnit.MILLIS));
            LOG.info("privacy.erased erasure={} counts={}", taken.erasure().id(), counts);
        } catch (Lost lost) {
            LOG.info(
                    "privacy.erasure_left_to_another erasure={}",
                    taken.erasure().id());
        } catch (RuntimeException e) {
            LOG.warn(
                    "privacy.erasure_put_off erasure={} cause={}",
                    taken.erasure().id(),
                    e.toString());
        }
    }
}
