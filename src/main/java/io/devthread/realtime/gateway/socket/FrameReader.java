package io.devthread.realtime.gateway.socket;

import io.devthread.realtime.gateway.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/**
 * The reading half of a {@link WebSocket}: from decoded frames to whole, valid text messages within the limit. A
 * superclass rather than a part, because a part would be one more object for each idle connection.
 *
 * <p>The decoder has checked what a frame shows by itself: masks, opcodes, lengths, the order of fragments.
 */
abstract class FrameReader extends ChannelInboundHandlerAdapter {
    private static final int RSV1 = 4;

    final SocketLoop loop;
    final int deflateUpTo;
    private Fragments fragments;

    /** @param deflateUpTo the longest message, in bytes, that may go out deflated; 0 when it was not agreed on */
    FrameReader(SocketLoop loop, int deflateUpTo) {
        this.loop = loop;
        this.deflateUpTo = deflateUpTo;
    }

    /** False when input is to be dropped, but for a close frame. */
    abstract boolean reading();

    abstract void onSignOfLife();

    abstract void onMessage(String text);

    abstract void onPing(ByteBuf payload);

    /** Of a peer that closes, or answers our close. */
    abstract void onClose(ByteBuf payload);

    abstract void onViolation(CloseCode code);

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        try {
            if (reading() && msg instanceof WebSocketFrame frame) {
                onSignOfLife();
                read(frame);
            } else if (msg instanceof CloseWebSocketFrame answer) {
                onClose(answer.content());
            }
        } catch (Violation violation) {
            onViolation(violation.code());
        } finally {
            ReferenceCountUtil.release(msg);
        }
    }

    private void read(WebSocketFrame frame) {
        boolean first = fragments == null && !isControl(frame);
        boolean deflated = first && deflateUpTo > 0 && frame.rsv() == RSV1;
        if (frame.rsv() != 0 && !deflated) {
            throw new Violation(CloseCode.PROTOCOL_ERROR);
        }
        switch (frame) {
            case CloseWebSocketFrame close -> onClose(close.content());
            case PingWebSocketFrame ping -> onPing(ping.content());
            case PongWebSocketFrame pong -> {}
            case BinaryWebSocketFrame binary -> throw new Violation(CloseCode.UNSUPPORTED_DATA);
            case WebSocketFrame data -> readData(data, first, deflated);
        }
    }

    private void readData(WebSocketFrame frame, boolean first, boolean deflated) {
        if (first) {
            readFirst(frame, deflated);
        } else {
            readNext(frame);
        }
    }

    private static boolean isControl(WebSocketFrame frame) {
        return frame instanceof CloseWebSocketFrame
                || frame instanceof PingWebSocketFrame
                || frame instanceof PongWebSocketFrame;
    }

    private void readFirst(WebSocketFrame frame, boolean deflated) {
        int limit = loop.config().wireLimit(deflated);
        if (frame.content().readableBytes() > limit) {
            throw new Violation(CloseCode.TOO_BIG);
        }
        if (frame.isFinalFragment()) {
            message(frame.content(), deflated);
        } else {
            fragments = new Fragments(frame.content(), deflated, limit);
        }
    }

    private void readNext(WebSocketFrame frame) {
        fragments.add(frame.content());
        if (frame.isFinalFragment()) {
            Fragments all = fragments;
            fragments = null;
            try {
                message(all.bytes(), all.deflated());
            } finally {
                all.release();
            }
        }
    }

    private void message(ByteBuf bytes, boolean deflated) {
        ByteBuf utf8 = deflated ? loop.inflation().inflate(bytes) : bytes;
        String text = utf8.toString(StandardCharsets.UTF_8);
        // Decoding replaces what is malformed by U+FFFD; only a text that has one needs the strict look.
        if (text.indexOf('\uFFFD') >= 0 && !ByteBufUtil.isText(utf8, StandardCharsets.UTF_8)) {
            throw new Violation(CloseCode.BAD_TEXT);
        }
        onMessage(text);
    }

    void dropFragments() {
        if (fragments != null) {
            fragments.release();
            fragments = null;
        }
    }
}
