package io.devthread.realtime.bench;

import io.devthread.realtime.model.Json;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import java.util.List;

/** A WebSocket, plain or with SockJS's wrapping. On its event loop. */
final class SocketLine extends SimpleChannelInboundHandler<Object> implements Line {
    private final WebSocketClientHandshaker handshaker;
    private final boolean isSockJs;
    private final Audience audience;
    private Channel channel;

    SocketLine(WebSocketClientHandshaker handshaker, boolean isSockJs, Audience audience) {
        this.handshaker = handshaker;
        this.isSockJs = isSockJs;
        this.audience = audience;
    }

    @Override
    public void say(String frame) {
        channel.writeAndFlush(new TextWebSocketFrame(isSockJs ? Json.text(List.of(frame)) : frame));
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        handshaker.handshake(channel);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Object message) {
        switch (message) {
            case FullHttpResponse answer -> answered(ctx, answer);
            case TextWebSocketFrame frame -> audience.heard(this, frame.text());
            case PingWebSocketFrame ping -> ctx.writeAndFlush(new PongWebSocketFrame());
            case CloseWebSocketFrame close -> ctx.close();
            default -> {}
        }
    }

    private void answered(ChannelHandlerContext ctx, FullHttpResponse answer) {
        if (answer.status().code() == 101) {
            handshaker.finishHandshake(ctx.channel(), answer);
        } else {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        audience.lost();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable thrown) {
        ctx.close();
    }
}
