package io.devthread.realtime.gateway.socket;

import io.devthread.realtime.gateway.Admission;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.http.HttpConnection;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Where connections wait that come faster than {@link Admission} lets them in: accepted, so that the kernel has room for
 * the next, but not given to an event loop yet. So a crowd costs those inside next to nothing: what Vert.x makes for a
 * connection is made when its turn has come. They are served in their order at the pace, each once; sent away, each would
 * have cost a request, an answer and another connection. Nobody can tell what a connection wants that was not read, so
 * calls over new connections wait too; those over connections that are open do not.
 *
 * <p>Who finds no place waits to be told when to come back ({@link TurnAway}), a few at a time. Who comes when there are
 * too many of those too is told at once. Who has waited for as long as is allowed is served as well: when Redis is away
 * nobody is let in.
 *
 * <p>One for each port, in the pipeline of the channel that accepts, before the handler that gives each new connection to
 * an event loop; on the thread that accepts.
 */
public final class WaitingRoom extends ChannelInboundHandlerAdapter {
    private static final long TICK_MILLIS = 5;

    /** Of those who have waited as long as is allowed so many are served in one tick. */
    private static final int OVERDUE = 20;

    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final Queue<Waiting> unplaced = new ArrayDeque<>();
    private final Admission admission;
    private final Clock clock;
    private final LongSupplier nanoTime;

    private record Waiting(Channel newcomer, long sinceNanos) {}

    WaitingRoom(Admission admission, Clock clock, LongSupplier nanoTime) {
        this.admission = admission;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /**
     * Opens one at the port that the connection came to, unless there is one. Vert.x shows the channel that accepts only
     * through what it has accepted: those who come in the milliseconds before find no room, and are served at once.
     */
    public static void open(HttpConnection first, Admission admission, Clock clock) {
        Channel port = VertxInternals.channel(first).parent();
        port.eventLoop().execute(() -> {
            if (port.pipeline().get(WaitingRoom.class) == null) {
                port.pipeline().addFirst(new WaitingRoom(admission, clock, System::nanoTime));
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext port, Object accepted) {
        Channel newcomer = (Channel) accepted;
        int places = admission.places();
        if (isEmpty() && admission.mayRead()) {
            port.fireChannelRead(newcomer);
        } else if (waiting.size() < places) {
            seat(port, newcomer, waiting);
            admission.waiting(1);
        } else if (unplaced.size() < Admission.TOLD * places) {
            seat(port, newcomer, unplaced);
        } else {
            serve(port, newcomer);
        }
    }

    private void seat(ChannelHandlerContext port, Channel newcomer, Queue<Waiting> row) {
        if (isEmpty()) {
            tickSoon(port);
        }
        row.add(new Waiting(newcomer, nanoTime.getAsLong()));
    }

    private boolean isEmpty() {
        return waiting.isEmpty() && unplaced.isEmpty();
    }

    private void tickSoon(ChannelHandlerContext port) {
        port.executor().schedule(() -> tick(port), TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick(ChannelHandlerContext port) {
        while (!waiting.isEmpty() && admission.mayRead()) {
            serveNextWaiting(port);
        }
        while (!unplaced.isEmpty() && admission.mayTell()) {
            serve(port, unplaced.remove().newcomer());
        }
        for (int i = 0; i < OVERDUE && isOverdue(waiting); i++) {
            serveNextWaiting(port);
        }
        for (int i = 0; i < OVERDUE && isOverdue(unplaced); i++) {
            serve(port, unplaced.remove().newcomer());
        }
        if (!isEmpty()) {
            tickSoon(port);
        }
    }

    private boolean isOverdue(Queue<Waiting> row) {
        return !row.isEmpty()
                && nanoTime.getAsLong() - row.element().sinceNanos()
                        >= admission.longestWait().toNanos();
    }

    private void serveNextWaiting(ChannelHandlerContext port) {
        admission.waiting(-1);
        serve(port, waiting.remove().newcomer());
    }

    /** As long as there is a crowd: who cannot be let in is told so before anything is done for it. */
    private void serve(ChannelHandlerContext port, Channel newcomer) {
        newcomer.pipeline().addFirst(new TurnAway(admission, clock));
        port.fireChannelRead(newcomer);
    }

    /** The port has been closed: nobody is served any more. */
    @Override
    public void channelInactive(ChannelHandlerContext port) {
        admission.waiting(-waiting.size());
        Stream.concat(waiting.stream(), unplaced.stream())
                .forEach(one -> one.newcomer().unsafe().closeForcibly());
        waiting.clear();
        unplaced.clear();
        port.fireChannelInactive();
    }
}
