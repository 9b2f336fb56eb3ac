package io.devthread.realtime.gateway.socket;

import io.devthread.realtime.gateway.CloseCode;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What all sockets of one event loop share: the flush at the end of a turn, one heartbeat task, the inflater. Confined
 * to its event loop but for {@link #execute} and {@link #closeAll}.
 *
 * <p>As an {@link Executor} it runs tasks within the Vert.x context of the server: the answer to a bus request made
 * there comes back on the same event loop.
 */
final class SocketLoop implements Executor {
    /** Of a round: to look at fifteen thousand sockets in one go, and to ping those due, would hold up the loop. */
    private static final int TURNS = 8;

    private final Context context;
    private final EventLoop eventLoop;
    private final SocketConfig config;
    private final Dialect dialect;
    private final WriteBufferWaterMark waterMark;
    private final long tick;
    private final List<WebSocket> sockets = new ArrayList<>();
    private final Promise<Void> ended = Promise.promise();
    private List<WebSocket> dirty = new ArrayList<>();
    private List<WebSocket> flushing = new ArrayList<>();
    private Optional<Inflation> inflation = Optional.empty();
    private Optional<ScheduledFuture<?>> heartbeat = Optional.empty();
    private long nextBeat;
    private int turn;
    private boolean ending;

    SocketLoop(Context context, SocketConfig config, Dialect dialect) {
        this.context = context;
        this.eventLoop = VertxInternals.eventLoop(context);
        this.config = config;
        this.dialect = dialect;
        this.waterMark = new WriteBufferWaterMark(config.outboundBytes() / 4, config.outboundBytes());
        this.tick = Math.max(
                1,
                Math.min(config.pingInterval().toNanos() / 30, config.linger().toNanos() / 2) / TURNS);
    }

    SocketConfig config() {
        return config;
    }

    Dialect dialect() {
        return dialect;
    }

    /** Where {@code onWritable} comes from: one object for all. */
    WriteBufferWaterMark waterMark() {
        return waterMark;
    }

    @Override
    public void execute(Runnable task) {
        context.runOnContext(ignored -> task.run());
    }

    /** Now, on the event loop: a call of a listener. */
    void call(Runnable callback) {
        VertxInternals.dispatch(context, callback);
    }

    void opened(WebSocket socket) {
        socket.place(sockets.size());
        sockets.add(socket);
        if (heartbeat.isEmpty()) {
            nextBeat = System.nanoTime() + tick;
            heartbeat = Optional.of(eventLoop.scheduleWithFixedDelay(this::beat, tick, tick, TimeUnit.NANOSECONDS));
        }
    }

    void closed(WebSocket socket) {
        WebSocket last = sockets.removeLast();
        if (last != socket) {
            last.place(socket.place());
            sockets.set(socket.place(), last);
        }
        if (sockets.isEmpty()) {
            heartbeat.ifPresent(task -> task.cancel(false));
            heartbeat = Optional.empty();
            endWhenEmpty();
        }
    }

    /** The socket has something to flush at the end of this turn. Called once per socket and turn. */
    void dirty(WebSocket socket) {
        if (dirty.isEmpty()) {
            eventLoop.execute(this::flush);
        }
        dirty.add(socket);
    }

    Inflation inflation() {
        if (inflation.isEmpty()) {
            inflation = Optional.of(new Inflation(config.maxFrameBytes()));
        }
        return inflation.get();
    }

    /** From any thread: completes when the last of them has gone, {@code linger} later at the most. */
    Future<Void> closeAll(CloseCode code) {
        eventLoop.execute(() -> {
            ending = true;
            backwards(socket -> socket.close(code));
            endWhenEmpty();
        });
        return ended.future();
    }

    private void endWhenEmpty() {
        if (ending && sockets.isEmpty()) {
            inflation.ifPresent(Inflation::end);
            inflation = Optional.empty();
            ended.tryComplete();
        }
    }

    private void beat() {
        long now = System.nanoTime();
        long late = now - nextBeat;
        nextBeat = now + tick;
        if (late > config.pingInterval().toNanos() / 2) {
            // This process stood still (stopped, swapped, a long pause): its peers are not to be blamed for the
            // silence.
            backwards(socket -> socket.excuse(late));
        }
        turn = (turn + 1) % TURNS;
        backwards(turn, TURNS, socket -> socket.beat(now));
    }

    private void backwards(Consumer<WebSocket> action) {
        backwards(0, 1, action);
    }

    /**
     * Every {@code step}-th. A socket that goes meanwhile has its place taken by the last one, which has had its turn already
     * or gets it in the next round.
     */
    private void backwards(int first, int step, Consumer<WebSocket> action) {
        int last = sockets.size() - 1 - first;
        for (int i = first + last - last % step; i >= first; i -= step) {
            if (i < sockets.size()) {
                action.accept(sockets.get(i));
            }
        }
    }

    /** What is sent while flushing belongs to the next turn. */
    private void flush() {
        List<WebSocket> turn = dirty;
        dirty = flushing;
        flushing = turn;
        turn.forEach(WebSocket::flush);
        turn.clear();
    }
}
