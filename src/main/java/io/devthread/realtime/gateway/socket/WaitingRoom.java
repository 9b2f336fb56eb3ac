package io.devthread.realtime.gateway.socket;

import io.devthread.realtime.gateway.Admission;
import io.netty.channel.Channel;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongSupplier;

/**
 * Where connections wait that come faster than {@link Admission} lets them in: accepted, but not read, so that a crowd
 * costs those inside next to nothing. They are read in their order at its pace, each once; sent away, each would have cost
 * a request, an answer and another connection. Nobody can tell what a connection wants that was not read, so calls over new
 * connections wait too; those over connections that are open do not.
 *
 * <p>Who finds no place waits to be told when to come back ({@link TurnAway}), a few at a time. Who comes when there are
 * too many of those too is told at once. Who has waited for as long as is allowed is read as well: when Redis is away
 * nobody is let in.
 *
 * <p>One for each event loop, on it.
 */
public final class WaitingRoom {
    private static final long TICK_MILLIS = 5;

    /** Of those who have waited as long as is allowed so many are read in one tick. */
    private static final int OVERDUE = 20;

    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final Queue<Waiting> unplaced = new ArrayDeque<>();
    private final Admission admission;
    private final Clock clock;
    private final Runnable nextTick;
    private final LongSupplier nanoTime;

    private record Waiting(Channel channel, long sinceNanos, Runnable read) {}

    public WaitingRoom(Vertx vertx, Admission admission, Clock clock) {
        this.admission = admission;
        this.clock = clock;
        this.nextTick = () -> vertx.setTimer(TICK_MILLIS, tick -> tick());
        this.nanoTime = System::nanoTime;
    }

    WaitingRoom(Admission admission, Clock clock, Runnable nextTick, LongSupplier nanoTime) {
        this.admission = admission;
        this.clock = clock;
        this.nextTick = nextTick;
        this.nanoTime = nanoTime;
    }

    /**
     * Before anything of the connection was read.
     *
     * @param read is run when its turn has come, where it has to wait
     * @return whether it has to
     */
    public boolean arrived(HttpConnection connection, Runnable read) {
        return arrived(VertxInternals.channel(connection), read);
    }

    boolean arrived(Channel channel, Runnable read) {
        admission.accepted();
        if (isEmpty() && admission.mayRead()) {
            return false;
        }
        int places = admission.places();
        Waiting newcomer = new Waiting(channel, nanoTime.getAsLong(), read);
        if (waiting.size() < places) {
            seat(newcomer, waiting);
            admission.waiting(1);
            return true;
        }
        if (unplaced.size() < Admission.TOLD * places) {
            seat(newcomer, unplaced);
            return true;
        }
        guard(channel);
        return false;
    }

    private void seat(Waiting newcomer, Queue<Waiting> row) {
        if (isEmpty()) {
            nextTick.run();
        }
        newcomer.channel().config().setAutoRead(false);
        row.add(newcomer);
    }

    private boolean isEmpty() {
        return waiting.isEmpty() && unplaced.isEmpty();
    }

    void tick() {
        while (!waiting.isEmpty() && admission.mayRead()) {
            readNextWaiting();
        }
        while (!unplaced.isEmpty() && admission.mayTell()) {
            read(unplaced.remove());
        }
        for (int i = 0; i < OVERDUE && isOverdue(waiting); i++) {
            readNextWaiting();
        }
        for (int i = 0; i < OVERDUE && isOverdue(unplaced); i++) {
            read(unplaced.remove());
        }
        if (!isEmpty()) {
            nextTick.run();
        }
    }

    private boolean isOverdue(Queue<Waiting> row) {
        return !row.isEmpty()
                && nanoTime.getAsLong() - row.element().sinceNanos()
                        >= admission.longestWait().toNanos();
    }

    private void readNextWaiting() {
        admission.waiting(-1);
        read(waiting.remove());
    }

    private void read(Waiting next) {
        next.read().run();
        guard(next.channel());
        next.channel().config().setAutoRead(true);
    }

    private void guard(Channel channel) {
        VertxInternals.beforeHttp(channel, new TurnAway(admission, clock));
    }
}
