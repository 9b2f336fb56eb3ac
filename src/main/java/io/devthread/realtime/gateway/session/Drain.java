package io.devthread.realtime.gateway.session;

import io.devthread.realtime.bus.Bus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;

/**
 * Sends all clients of a stopping process elsewhere, a batch at a time, so that neither this process nor those that take
 * them in have all of them at once. Each is told when to come back; over the spread these times are even, whatever the
 * batches. A client is let go when what it has commanded is answered; one with very much on its way sends the rest again
 * with the same ids.
 */
final class Drain {
    private static final int LEAST_AT_ONCE = 250;
    private static final int MOST_BATCHES = 60;
    private static final long PAUSE_MILLIS = 50;

    /** What is under way has an answer by then: the bus waits no longer. */
    private static final Duration PATIENCE = Bus.CALL_TIMEOUT.plusMillis(500);

    /** Multiples of it fall evenly into 0 to 1, in whichever part of the row one looks. */
    private static final double GOLDEN = 0.6180339887498949;

    private final Gateway gateway;
    private final Duration spread;
    private final List<ClientConnection> clients;
    private final int atOnce;
    private final Promise<Void> gone = Promise.promise();

    Drain(Gateway gateway, Duration spread) {
        this.gateway = gateway;
        this.spread = spread;
        this.clients = gateway.connections().all();
        this.atOnce = Math.max(LEAST_AT_ONCE, Math.ceilDiv(clients.size(), MOST_BATCHES));
    }

    /** Completes when all have been let go, or have had the time for it. */
    Future<Void> run() {
        batch(0);
        return gone.future();
    }

    private void batch(int from) {
        int to = Math.min(clients.size(), from + atOnce);
        for (int i = from; i < to; i++) {
            Duration comeBack = comeBack(i, spread);
            ClientConnection client = clients.get(i);
            client.socket().execute(() -> client.leave(comeBack));
        }
        if (to < clients.size()) {
            gateway.vertx().setTimer(PAUSE_MILLIS, next -> batch(to));
        } else {
            await(System.nanoTime() + PATIENCE.toNanos());
        }
    }

    /** From 1 ms on: "at once" for all of a batch would be no spread. */
    static Duration comeBack(int number, Duration spread) {
        return Duration.ofMillis(1 + (long) (number * GOLDEN % 1 * spread.toMillis()));
    }

    private void await(long endNanos) {
        if (gateway.connections().count() == 0 || System.nanoTime() - endNanos > 0) {
            gone.complete();
        } else {
            gateway.vertx().setTimer(PAUSE_MILLIS, again -> await(endNanos));
        }
    }
}
