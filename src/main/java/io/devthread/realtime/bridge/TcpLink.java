package io.devthread.realtime.bridge;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * A TCP connection. Reading stops while the client does not take what it is sent, and who stops in the middle of a
 * frame, or of taking, has {@code frame_timeout} to go on. On its event loop.
 */
final class TcpLink implements Link {
    private static final long NOT_WAITING = Long.MIN_VALUE;

    private final NetSocket socket;
    private final FrameSplitter splitter;
    private final Peer peer;
    private final Duration patience;
    private volatile long waitingSince = NOT_WAITING;
    private boolean finished;

    private TcpLink(Peers peers, NetSocket socket) {
        this.socket = socket;
        this.peer = new Peer(peers, this, Optional.empty());
        this.splitter = new FrameSplitter(peers.config().maxFrameBytes(), this::whole);
        this.patience = peers.config().frameTimeout();
    }

    static void open(Peers peers, NetSocket socket) {
        TcpLink link = new TcpLink(peers, socket);
        socket.exceptionHandler(broken -> socket.close());
        if (peers.add(link.peer)) {
            socket.closeHandler(closed -> peers.remove(link.peer));
            socket.handler(link::received);
        }
    }

    private void received(Buffer chunk) {
        if (finished) {
            return;
        }
        if (!splitter.add(chunk)) {
            finished = true;
            peer.refuseAndClose(peer.tooLarge());
        } else if (splitter.isPartial() && waitingSince == NOT_WAITING) {
            waitingSince = System.nanoTime();
        }
        if (socket.writeQueueFull()) {
            stopReading();
        }
    }

    private void whole(byte[] frame) {
        waitingSince = NOT_WAITING;
        peer.received(frame);
    }

    private void stopReading() {
        waitingSince = System.nanoTime();
        socket.pause();
        socket.drainHandler(taken -> {
            waitingSince = splitter.isPartial() ? System.nanoTime() : NOT_WAITING;
            socket.resume();
        });
    }

    @Override
    public String door() {
        return "tcp";
    }

    @Override
    public String replyType() {
        return "message";
    }

    @Override
    public boolean answersPings() {
        return true;
    }

    @Override
    public Future<Void> write(String frame) {
        byte[] json = frame.getBytes(StandardCharsets.UTF_8);
        return socket.write(Buffer.buffer(Integer.BYTES + json.length)
                .appendInt(json.length)
                .appendBytes(json));
    }

    @Override
    public boolean isStalled(long nowNanos) {
        long since = waitingSince;
        return since != NOT_WAITING && nowNanos - since > patience.toNanos();
    }

    @Override
    public void close() {
        finished = true;
        socket.close();
    }
}
