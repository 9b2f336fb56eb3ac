package io.devthread.realtime.bench;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * SockJS over xhr-streaming or xhr-polling: when an answer ends, the next is asked for over the same connection. What it
 * says goes in requests of their own. On its event loop.
 */
final class XhrLine extends SimpleChannelInboundHandler<HttpObject> implements Line {
    private final URI base;
    private final Transport transport;
    private final String session;
    private final BenchClient person;
    private final Audience audience;
    private final StringBuilder partial = new StringBuilder();

    XhrLine(URI base, Transport transport, String session, BenchClient person, Audience audience) {
        this.base = base;
        this.transport = transport;
        this.session = session;
        this.person = person;
        this.audience = audience;
    }

    @Override
    public void say(String frame) {
        person.post("/sockjs/000/" + session + "/xhr_send", List.of(frame)).exceptionally(failed -> {
            audience.lost();
            return null;
        });
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ask(ctx);
    }

    private void ask(ChannelHandlerContext ctx) {
        DefaultFullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.POST, transport.path(session), Unpooled.EMPTY_BUFFER);
        request.headers()
                .set(HttpHeaderNames.HOST, base.getAuthority())
                .set(HttpHeaderNames.AUTHORIZATION, "Bearer " + person.token())
                .set(HttpHeaderNames.CONTENT_LENGTH, 0);
        ctx.writeAndFlush(request);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
        if (part instanceof HttpResponse answer && answer.status().code() != 200) {
            ctx.close();
        }
        if (part instanceof HttpContent content) {
            partial.append(content.content().toString(StandardCharsets.UTF_8));
            takeLines();
        }
        if (part instanceof LastHttpContent && ctx.channel().isActive()) {
            ask(ctx);
        }
    }

    private void takeLines() {
        int from = 0;
        for (int end = partial.indexOf("\n"); end >= 0; end = partial.indexOf("\n", from)) {
            audience.heard(this, partial.substring(from, end));
            from = end + 1;
        }
        partial.delete(0, from);
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
