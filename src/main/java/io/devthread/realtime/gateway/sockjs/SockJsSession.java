package io.devthread.realtime.gateway.sockjs;

import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.gateway.Socket;
import io.devthread.realtime.gateway.SocketListener;
import io.devthread.realtime.gateway.socket.SocketConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client over xhr-streaming or xhr-polling: frames wait here for the next {@link Receiver}. It lives on the event
 * loop of its first request; the later ones come over whichever connection, and so from any loop, through
 * {@link #execute}.
 *
 * <p>What a cut answer held may be lost, as over every transport: the session ends with it, and the client resumes from
 * the last event it has. Once closed it still says why to whoever polls, for {@link #REMEMBERED}.
 */
final class SockJsSession implements Socket {
    private static final Logger LOG = LoggerFactory.getLogger(SockJsSession.class);
    private static final Duration REMEMBERED = Duration.ofSeconds(5);

    /** A client comes for the next answer at once; one that does not has gone between two. */
    private static final Duration ABSENCE = Duration.ofSeconds(10);

    /** What a waiting frame costs beyond its text. */
    private static final int OVERHEAD = 100;

    private final Executor loop;
    private final SocketConfig config;
    private final String transport;
    private final String remoteAddress;
    private final Queue<String> waiting = new ArrayDeque<>(2);
    private final Promise<Void> farewell = Promise.promise();
    private SocketListener listener;
    private Optional<Receiver> receiver = Optional.empty();
    private Optional<CloseCode> closed = Optional.empty();
    private boolean vanished;
    private boolean greeted;
    private boolean flushing;
    private boolean full;
    private long waitingBytes;
    private long inFlightBytes;
    private long lastSent = System.nanoTime();
    private long lastReceiving = lastSent;
    private volatile boolean open = true;
    private volatile long lastSeen = lastSent;
    private volatile long forgetAt = Long.MAX_VALUE;

    SockJsSession(Executor loop, SocketConfig config, String transport, String remoteAddress) {
        this.loop = loop;
        this.config = config;
        this.transport = transport;
        this.remoteAddress = remoteAddress;
    }

    /** Once, on the session's event loop, before anything else. */
    void open(Function<Socket, SocketListener> owner) {
        listener = owner.apply(this);
    }

    // ---- out

    @Override
    public void send(Frame frame) {
        if (open) {
            String message = frame.sockJs().text();
            waiting.add(message);
            waitingBytes += message.length() + OVERHEAD;
            full |= pendingBytes() > config.outboundBytes();
            flushLater();
        }
    }

    @Override
    public long pendingBytes() {
        return open ? waitingBytes + inFlightBytes : 0;
    }

    /** The client asks for what there is, now or as it comes. */
    void receive(Receiver next) {
        lastSeen = System.nanoTime();
        if (receiver.isPresent()) {
            next.sendLast(SockJsFrames.STILL_OPEN, () -> {});
            return;
        }
        receiver = Optional.of(next);
        flush();
    }

    /** The receiver's client has gone. */
    void cut(Receiver gone) {
        if (receiver.filter(current -> current == gone).isPresent()) {
            lost();
        }
    }

    private void flushLater() {
        if (!flushing) {
            flushing = true;
            loop.execute(this::flush);
        }
    }

    private void flush() {
        flushing = false;
        while (receiver.isPresent() && sendNext(receiver.get())) {
            lastSent = System.nanoTime();
        }
    }

    /** @return false when there is nothing to send */
    private boolean sendNext(Receiver to) {
        if (!greeted) {
            greeted = true;
            send(to, SockJsFrames.OPEN, 0);
        } else if (!waiting.isEmpty()) {
            sendWaiting(to);
        } else if (closed.isPresent()) {
            receiver = Optional.empty();
            to.sendLast(SockJsFrames.close(closed.get()), farewell::tryComplete);
        } else {
            return false;
        }
        return true;
    }

    private void sendWaiting(Receiver to) {
        List<String> messages = new ArrayList<>(waiting);
        long bytes = waitingBytes;
        waiting.clear();
        waitingBytes = 0;
        send(to, SockJsFrames.join(messages), bytes);
    }

    private void send(Receiver to, String frame, long bytes) {
        inFlightBytes += bytes;
        boolean more = to.send(frame, () -> execute(() -> taken(bytes)), () -> execute(this::lost));
        if (!more) {
            receiver = Optional.empty();
            lastReceiving = System.nanoTime();
        }
    }

    private void taken(long bytes) {
        inFlightBytes -= bytes;
        if (open && full && pendingBytes() < config.outboundBytes() / 4) {
            full = false;
            tell(listener::onWritable);
        }
    }

    // ---- in

    /** Frames from the client, in order. */
    void accept(List<String> frames) {
        lastSeen = System.nanoTime();
        for (String frame : frames) {
            if (open) {
                tell(() -> listener.onText(frame));
            }
        }
    }

    private void tell(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            LOG.error("sockjs.listener_failed remote={}", remoteAddress, e);
            close(CloseCode.INTERNAL_ERROR);
        }
    }

    // ---- life

    @Override
    public void close(CloseCode code) {
        if (open) {
            closed = Optional.of(code);
            end();
            flushLater();
        }
    }

    private void lost() {
        receiver = Optional.empty();
        waiting.clear();
        farewell.tryComplete();
        if (open) {
            closed = Optional.of(CloseCode.GOING_AWAY);
            vanished = true;
            end();
        }
    }

    private void end() {
        forgetAt = System.nanoTime() + REMEMBERED.toNanos();
        open = false;
        loop.execute(() -> listener.onClosed());
    }

    /** Now and then. @param excused in which nobody could be heard, as this process stood still */
    void beat(long now, long excused) {
        lastSeen = Math.min(now, lastSeen + excused);
        lastReceiving = Math.min(now, lastReceiving + excused);
        if (!open) {
            return;
        }
        if (now - lastSeen >= config.silenceLimit().toNanos() || isAbsent(now)) {
            close(CloseCode.NO_LIFE_SIGN);
        } else if (now - lastSent >= config.pingInterval().toNanos()) {
            lastSent = now;
            receiver.ifPresent(to -> send(to, SockJsFrames.HEARTBEAT, 0));
        }
    }

    private boolean isAbsent(long now) {
        return receiver.isEmpty() && now - lastReceiving >= ABSENCE.toNanos();
    }

    /** Any thread: it has been closed for so long that nobody will ask any more. */
    boolean isOver(long now) {
        return !open && now - forgetAt >= 0;
    }

    /** Any thread: completes when the client has been told of the close, or is gone. */
    Future<Void> farewell() {
        return farewell.future();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public Optional<CloseCode> closedWith() {
        return vanished ? Optional.empty() : closed;
    }

    @Override
    public Executor loop() {
        return loop;
    }

    @Override
    public String transport() {
        return transport;
    }

    @Override
    public String remoteAddress() {
        return remoteAddress;
    }

    @Override
    public long lastSeenNanos() {
        return lastSeen;
    }
}
