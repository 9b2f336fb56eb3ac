package io.devthread.realtime.gateway.socket;

import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.gateway.Socket;
import io.devthread.realtime.gateway.SocketListener;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket connection, the last handler of its pipeline. There may be tens of thousands, nearly all of them idle:
 * hence the nullable fields and the bits instead of objects.
 *
 * <p>Open, it reads and writes. From the first close frame sent, whoever began, it is closing: nothing more is written,
 * the output is shut down behind the close frame, and input is dropped until the peer ends the connection or the linger
 * time is over. Closing the channel at once would turn unread input into a reset that can overtake the close frame.
 */
final class WebSocket extends FrameReader implements Socket {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocket.class);
    private static final SocketListener NOBODY = new SocketListener() {
        @Override
        public void onText(String text) {}

        @Override
        public void onWritable() {}

        @Override
        public void onClosed() {}
    };

    private enum State {
        OPEN,
        CLOSING,
        GONE
    }

    private ChannelHandlerContext ctx;
    private SocketListener listener;
    private ByteBuf latePong;
    private State state = State.OPEN;
    private CloseCode closedWith;
    private boolean dirty;
    private int place;
    private volatile long lastSeen = System.nanoTime();
    /** When open: when to ping next; when closing: when to give up on the peer. */
    private long due;

    /** @param deflateUpTo see {@link FrameReader} */
    WebSocket(SocketLoop loop, int deflateUpTo) {
        super(loop, deflateUpTo);
        this.due = lastSeen + loop.config().pingInterval().toNanos();
    }

    /** Sends the first bytes, then asks for the owner: what it sends goes behind them. */
    void open(ByteBuf head, Function<Socket, SocketListener> owner) {
        write(head);
        loop.opened(this);
        listener = NOBODY;
        tell(() -> listener = owner.apply(this));
    }

    // ---- out

    @Override
    public void send(Frame frame) {
        if (state == State.OPEN) {
            write(deflateUpTo > 0 ? frame.deflated(deflateUpTo) : frame.plain());
        }
    }

    @Override
    public long pendingBytes() {
        ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    @Override
    public void close(CloseCode code) {
        if (state == State.OPEN) {
            closedWith = code;
            loop.dialect().lastWords(code).ifPresent(words -> write(words.plain()));
            end(ControlFrames.close(code));
        }
    }

    void flush() {
        dirty = false;
        ctx.flush();
    }

    private void write(ByteBuf bytes) {
        ctx.write(bytes, ctx.voidPromise());
        if (!dirty) {
            dirty = true;
            loop.dirty(this);
        }
    }

    private void end(ByteBuf closeFrame) {
        state = State.CLOSING;
        due = System.nanoTime() + loop.config().linger().toNanos();
        drop();
        ctx.writeAndFlush(closeFrame).addListener(written -> VertxInternals.shutdownOutput(ctx.channel()));
        VertxInternals.stopDecoding(ctx.pipeline());
        loop.execute(() -> listener.onClosed());
    }

    // ---- in

    @Override
    boolean reading() {
        return state == State.OPEN;
    }

    @Override
    void onMessage(String text) {
        tell(() -> listener.onText(text));
    }

    @Override
    void onClose(ByteBuf payload) {
        end(ControlFrames.closeReply(payload));
    }

    @Override
    void onViolation(CloseCode code) {
        close(code);
    }

    @Override
    void onSignOfLife() {
        lastSeen = System.nanoTime();
    }

    /**
     * A peer that pings without reading gets no pong now: they would pile up. The last one is owed until it has read
     * (RFC 6455, section 5.5.3, allows to answer only the last).
     */
    @Override
    void onPing(ByteBuf payload) {
        if (pongFits()) {
            write(ControlFrames.pong(payload));
        } else {
            ReferenceCountUtil.release(latePong);
            latePong = ControlFrames.pong(payload);
        }
    }

    private boolean pongFits() {
        return pendingBytes() <= loop.config().outboundBytes() / 4;
    }

    private void drop() {
        ReferenceCountUtil.release(latePong);
        latePong = null;
        dropFragments();
    }

    // ---- life

    /** About every thirtieth of the ping interval. */
    void beat(long now) {
        if (state == State.CLOSING) {
            if (now - due >= 0) {
                ctx.close();
            }
        } else if (now - lastSeen >= loop.config().silenceLimit().toNanos()) {
            close(CloseCode.NO_LIFE_SIGN);
        } else {
            pingAndPong(now);
        }
    }

    /** The time in which nobody could be heard does not count as the peer's silence. */
    void excuse(long nanos) {
        lastSeen = Math.min(System.nanoTime(), lastSeen + nanos);
    }

    private void pingAndPong(long now) {
        if (latePong != null && pongFits()) {
            write(latePong);
            latePong = null;
        }
        if (now - due >= 0) {
            due = now + loop.config().pingInterval().toNanos();
            write(ControlFrames.ping());
            loop.dialect().heartbeat().ifPresent(beat -> write(beat.plain()));
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (state == State.OPEN && ctx.channel().isWritable()) {
            tell(listener::onWritable);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (state == State.OPEN) {
            loop.execute(() -> listener.onClosed());
        }
        state = State.GONE;
        drop();
        loop.closed(this);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        ReferenceCountUtil.release(event);
        if (VertxInternals.isShutdown(event)) {
            close(CloseCode.GOING_AWAY);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable thrown) {
        if (thrown instanceof CorruptedWebSocketFrameException corrupted) {
            close(ControlFrames.codeOf(corrupted.closeStatus()));
        } else if (thrown instanceof IOException || thrown.getCause() instanceof IOException) {
            ctx.close();
        } else {
            LOG.warn("socket.failed remote={}", remoteAddress(), thrown);
            ctx.close();
        }
    }

    private void tell(Runnable callback) {
        loop.call(() -> {
            try {
                callback.run();
            } catch (RuntimeException e) {
                LOG.error("socket.listener_failed remote={}", remoteAddress(), e);
                close(CloseCode.INTERNAL_ERROR);
            }
        });
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    @Override
    public boolean isOpen() {
        return state == State.OPEN && ctx.channel().isActive();
    }

    @Override
    public Optional<CloseCode> closedWith() {
        return Optional.ofNullable(closedWith);
    }

    @Override
    public Executor loop() {
        return loop;
    }

    @Override
    public String transport() {
        return "websocket";
    }

    @Override
    public String remoteAddress() {
        return ctx.channel().remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : "unknown";
    }

    @Override
    public long lastSeenNanos() {
        return lastSeen;
    }

    WriteBufferWaterMark waterMark() {
        return loop.waterMark();
    }

    Channel channel() {
        return ctx.channel();
    }

    int place() {
        return place;
    }

    void place(int place) {
        this.place = place;
    }
}
