package io.devthread.realtime.gateway.socket;

import io.devthread.realtime.gateway.Admission;
import io.netty.channel.Channel;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongSupplier;

/**
 * Where connections wait that come faster than {@link Admission} lets them in: accepted, but not read, so that a crowd
 * costs those inside next to nothing. They are read in their order at its pace, each once; sent away, each would have cost
 * a request, an answer and another connection. Nobody can tell what a connection wants that was not read, so calls over new
 * connections wait too; those over connections that are open do not.
 *
 * <p>Who finds no place is read at once, and most likely told when to come back. Who has waited for as long as is allowed
 * is read too: when Redis is away nobody is let in.
 *
 * <p>One for each event loop, on it.
 */
public final class WaitingRoom {
    private static final long TICK_MILLIS = 5;

    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final Admission admission;
    private final Runnable nextTick;
    private final LongSupplier nanoTime;
    private boolean ticking;

    /** So many may still be read before the next tick: their tokens are taken as their requests are read. */
    private int free;

    private record Waiting(Channel channel, long sinceNanos) {}

    public WaitingRoom(Vertx vertx, Admission admission) {
        this.admission = admission;
        this.nextTick = () -> vertx.setTimer(TICK_MILLIS, tick -> tick());
        this.nanoTime = System::nanoTime;
    }

    WaitingRoom(Admission admission, Runnable nextTick, LongSupplier nanoTime) {
        this.admission = admission;
        this.nextTick = nextTick;
        this.nanoTime = nanoTime;
    }

    /** Before anything of the connection was read. */
    public void arrived(HttpConnection connection) {
        arrived(VertxInternals.channel(connection));
    }

    void arrived(Channel channel) {
        tickLater();
        if (waiting.isEmpty() && free > 0) {
            free--;
        } else if (waiting.size() < admission.places()) {
            channel.config().setAutoRead(false);
            waiting.add(new Waiting(channel, nanoTime.getAsLong()));
            admission.waiting(1);
        }
    }

    private void tickLater() {
        if (!ticking) {
            ticking = true;
            free = admission.free();
            nextTick.run();
        }
    }

    void tick() {
        ticking = false;
        if (!waiting.isEmpty()) {
            tickLater();
        }
        while (!waiting.isEmpty() && (free > 0 || hasWaitedLong(waiting.element()))) {
            free--;
            waiting.remove().channel().config().setAutoRead(true);
            admission.waiting(-1);
        }
    }

    private boolean hasWaitedLong(Waiting first) {
        return nanoTime.getAsLong() - first.sinceNanos()
                >= admission.longestWait().toNanos();
    }
}
