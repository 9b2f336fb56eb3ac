package io.devthread.realtime.gateway.sockjs;

import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.gateway.Socket;
import io.devthread.realtime.gateway.SocketListener;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** SockJS over a WebSocket: a thin coat that puts each frame into a SockJS message and takes it out of one. */
final class SockJsWebSocket implements Socket, SocketListener {
    private final Socket socket;
    private final int maxFrameBytes;
    private SocketListener owner;

    private SockJsWebSocket(Socket socket, int maxFrameBytes) {
        this.socket = socket;
        this.maxFrameBytes = maxFrameBytes;
    }

    /** @return the listener of the socket, which is called by nobody before that */
    static SocketListener open(Socket socket, int maxFrameBytes, Function<Socket, SocketListener> owner) {
        SockJsWebSocket coat = new SockJsWebSocket(socket, maxFrameBytes);
        socket.send(Frame.of(SockJsFrames.OPEN));
        coat.owner = owner.apply(coat);
        return coat;
    }

    @Override
    public void onText(String text) {
        switch (Envelope.read(text, maxFrameBytes)) {
            case Envelope.Frames frames -> frames.texts().forEach(this::tell);
            case Envelope.TooLong tooLong -> socket.close(CloseCode.TOO_BIG);
            case Envelope.Malformed malformed -> socket.close(CloseCode.BAD_TEXT);
        }
    }

    /** After a close nothing is heard, not even of the same message. */
    private void tell(String frame) {
        if (socket.isOpen()) {
            owner.onText(frame);
        }
    }

    @Override
    public void onWritable() {
        owner.onWritable();
    }

    @Override
    public void onClosed() {
        owner.onClosed();
    }

    @Override
    public void send(Frame frame) {
        socket.send(frame.sockJs());
    }

    @Override
    public long pendingBytes() {
        return socket.pendingBytes();
    }

    @Override
    public void close(CloseCode code) {
        socket.close(code);
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    public Optional<CloseCode> closedWith() {
        return socket.closedWith();
    }

    @Override
    public Executor loop() {
        return socket.loop();
    }

    @Override
    public String transport() {
        return "sockjs-websocket";
    }

    @Override
    public String remoteAddress() {
        return socket.remoteAddress();
    }

    @Override
    public long lastSeenNanos() {
        return socket.lastSeenNanos();
    }
}
