package io.devthread.realtime.privacy;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.privacy.PrivacyApi.Erasure;
import io.devthread.realtime.privacy.PrivacyApi.OfErasure;
import io.devthread.realtime.privacy.PrivacyApi.OfUser;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/**
 * What people ask to have erased. It is written down first; from then on it is done, whoever does it and however often
 * one has to begin again.
 */
final class Erasures {
    /** Shorter than the time in which a request over the bus must be answered. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Vertx vertx;
    private final ErasureStore store;
    private final Runnable wake;
    private final Clock clock;

    /** @param wake lets somebody begin with what is open */
    Erasures(Vertx vertx, ErasureStore store, Runnable wake, Clock clock) {
        this.vertx = vertx;
        this.store = store;
        this.wake = wake;
        this.clock = clock;
    }

    Erasure erase(OfUser request) {
        Erasure asked = store.open(request.userId(), clock.instant().truncatedTo(ChronoUnit.MILLIS));
        wake.run();
        return look(new OfErasure(request.userId(), asked.id()));
    }

    /** Waits a little for its end. */
    Erasure look(OfErasure request) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Erasure found = find(request);
        while (found.completedAt().isEmpty() && System.nanoTime() < deadline) {
            vertx.timer(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS).await();
            found = find(request);
        }
        return found;
    }

    private Erasure find(OfErasure request) {
        return store.find(request.userId(), request.id())
                .orElseThrow(() -> Refusal.of(Failure.NOT_FOUND, "there is no such erasure"));
    }
}
