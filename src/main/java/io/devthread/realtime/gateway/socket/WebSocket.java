package io.devthread.realtime.gateway.socket;

import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.gateway.Socket;
import io.devthread.realtime.gateway.SocketListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
 * and input is dropped until the peer ends the connection or the linger time is over. Closing the channel at once would
 * turn unread input into a reset that can overtake the close frame.
 *
 * <p>The output is shut down when the peer has answered our close frame, or has not for half of the linger time: Node
 * inflates a message in another thread, and takes an end that comes meanwhile for a lost connection (1006), although the
 * close frame with its code is there. Who has closed first, or broken the protocol, is not waited for.
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
        /** The close frame is sent; the peer's answer is awaited. */
        CLOSING,
        /** The output is shut down; the peer's end is awaited. */
        ENDING,
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
    /** When open: when to ping next; when closing or ending: when to wait no longer. */
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
            sayClose(code);
        }
    }

    private void sayClose(CloseCode code) {
        closedWith = code;
        loop.dialect().lastWords(code).ifPresent(words -> write(words.plain()));
        leave();
        ctx.writeAndFlush(ControlFrames.close(code), ctx.voidPromise());
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

    private void leave() {
        state = State.CLOSING;
        waitALittle();
        drop();
        loop.execute(() -> listener.onClosed());
    }

    private void waitALittle() {
        due = System.nanoTime() + loop.config().linger().toNanos() / 2;
    }

    /** Behind all that is written; a peer that does not read it is given up when the time is over. */
    private void end() {
        state = State.ENDING;
        waitALittle();
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> VertxInternals.shutdownOutput(ctx.channel()));
        VertxInternals.stopDecoding(ctx.pipeline());
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
        if (state == State.OPEN) {
            leave();
            ctx.write(ControlFrames.closeReply(payload), ctx.voidPromise());
            end();
        } else if (state == State.CLOSING) {
            end();
        }
    }

    @Override
    void onViolation(CloseCode code) {
        if (state == State.OPEN) {
            sayClose(code);
            end();
        }
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
        if (state != State.OPEN) {
            if (now - due >= 0) {
                waitNoLonger();
            }
        } else if (now - lastSeen >= loop.config().silenceLimit().toNanos()) {
            close(CloseCode.NO_LIFE_SIGN);
        } else {
            pingAndPong(now);
        }
    }

    private void waitNoLonger() {
        if (state == State.CLOSING) {
            end();
        } else {
            ctx.close();
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
            onViolation(ControlFrames.codeOf(corrupted.closeStatus()));
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
