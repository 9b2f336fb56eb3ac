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

    /** Of those who have waited as long as is allowed so many are read in one tick. */
    private static final int OVERDUE = 20;

    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final Admission admission;
    private final Runnable nextTick;
    private final LongSupplier nanoTime;

    private record Waiting(Channel channel, long sinceNanos, Runnable read) {}

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

    /**
     * Before anything of the connection was read.
     *
     * @param read is run when its turn has come, where it had to wait
     */
    public void arrived(HttpConnection connection, Runnable read) {
        arrived(VertxInternals.channel(connection), read);
    }

    void arrived(Channel channel, Runnable read) {
        boolean isCrowded = !waiting.isEmpty() || !admission.mayRead();
        if (isCrowded && waiting.size() < admission.places()) {
            channel.config().setAutoRead(false);
            waiting.add(new Waiting(channel, nanoTime.getAsLong(), read));
            admission.waiting(1);
            if (waiting.size() == 1) {
                nextTick.run();
            }
        }
    }

    void tick() {
        while (!waiting.isEmpty() && admission.mayRead()) {
            readNext();
        }
        for (int i = 0; i < OVERDUE && !waiting.isEmpty() && hasWaitedLong(waiting.element()); i++) {
            readNext();
        }
        if (!waiting.isEmpty()) {
            nextTick.run();
        }
    }

    private void readNext() {
        Waiting next = waiting.remove();
        admission.waiting(-1);
        next.read().run();
        next.channel().config().setAutoRead(true);
    }

    private boolean hasWaitedLong(Waiting first) {
        return nanoTime.getAsLong() - first.sinceNanos()
                >= admission.longestWait().toNanos();
    }
}
