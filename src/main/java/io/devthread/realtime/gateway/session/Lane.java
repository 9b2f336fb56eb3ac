package io.devthread.realtime.gateway.session;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Requests of one connection, one after the other. What waits behind one that found the service not available is refused
 * as that was: each would wait for its own timeout, and the promised 3 s would be over. What finds no room to wait is
 * refused at once. On the connection's event loop only.
 */
final class Lane {
    /** More than the bursts of the rate limits let through at once. */
    static final int MAX_WAITING = 250;

    private static final Future<?> NOTHING = Future.succeededFuture();

    private Future<?> last = NOTHING;
    private int waiting;

    <T> Future<T> inTurn(Supplier<Future<T>> request) {
        if (waiting >= MAX_WAITING) {
            return Future.failedFuture(Refusal.retryLater(
                    Failure.UNAVAILABLE, "too many of these are on their way, try again", Duration.ofMillis(500)));
        }
        boolean waits = !last.isComplete();
        waiting++;
        Future<T> mine = last.transform(done -> {
            waiting--;
            return waits && Refusal.isOutage(done.cause()) ? Future.failedFuture(done.cause()) : request.get();
        });
        last = mine;
        mine.onComplete(done -> forget(mine));
        return mine;
    }

    /** The answer may be long, and the connection idle for hours. */
    private void forget(Future<?> done) {
        if (last == done) {
            last = NOTHING;
        }
    }
}
