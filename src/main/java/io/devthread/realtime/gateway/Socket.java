package io.devthread.realtime.gateway;

import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * One open transport to one client: a WebSocket or a SockJS session. It knows bytes, bounds and close codes, nothing
 * of users. It belongs to one event loop; all methods are called
 * there but {@link #loop}, {@link #execute}, {@link #transport} and {@link #lastSeenNanos}.
 */
public interface Socket {
    /**
     * Queues a frame; all frames of one event-loop turn leave in one flush. The caller looks at
     * {@link #pendingBytes} first: the socket itself takes everything. After {@link #close} it does nothing.
     */
    void send(Frame frame);

    /**
     * What has been sent and not yet been taken by the kernel, in bytes; a frame counts some 100 bytes more than its
     * length, for what it costs in memory. 0 once the socket is not open any more.
     */
    long pendingBytes();

    /**
     * Says goodbye with the code and ends the transport, even when the peer does not answer. What was sent before
     * still goes out first. The listener's {@code onClosed} follows in a later turn. Idempotent.
     */
    void close(CloseCode code);

    /** False from the first {@link #close}, or once the peer has gone. */
    boolean isOpen();

    /** Why the server ended it; empty while it is open, and when the peer went by itself or vanished. */
    default Optional<CloseCode> closedWith() {
        return Optional.empty();
    }

    /** The event loop; the same object for all sockets that live on it. From any thread. */
    Executor loop();

    /** From any thread: runs the task on this socket's event loop. */
    default void execute(Runnable task) {
        loop().execute(task);
    }

    /** "websocket", "sockjs-websocket", "xhr-streaming" …: for metrics and support. */
    String transport();

    String remoteAddress();

    /** When the peer last showed life, {@link System#nanoTime}. From any thread. */
    long lastSeenNanos();
}
