package io.devthread.realtime.gateway.socket;

import io.devthread.realtime.gateway.Socket;
import io.devthread.realtime.gateway.SocketListener;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Context;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.impl.ShutdownEvent;
import io.vertx.core.net.impl.VertxConnection;
import io.vertx.core.net.impl.VertxHandler;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Everything that touches what Vert.x 5.0 does not promise: nothing else in this service may. {@code VertxInternalsIT}
 * pins what is relied on here.
 */
final class VertxInternals {
    /** There for the first request of a connection; it goes at the end of that request's read. */
    private static final String REMOVES_ITSELF = "h2c";

    /** Where these stand depends on the server's options. */
    private static final Set<String> EITHER_SIDE = Set.of("idle", "chunkedWriter");

    private VertxInternals() {}

    static Channel channel(HttpConnection connection) {
        return ((VertxConnection) connection).channel();
    }

    /** Of the server, not of the request: nothing of the request may live on. */
    static Context rootContext(Context context) {
        return ((ContextInternal) context).unwrap();
    }

    static EventLoop eventLoop(Context context) {
        return ((ContextInternal) context).nettyEventLoop();
    }

    /** Runs the task now, as the context's own: futures made in it complete on its event loop. */
    static void dispatch(Context context, Runnable task) {
        ((ContextInternal) context).dispatch(task);
    }

    /** Tells whether the server has begun to shut down. */
    static boolean isShutdown(Object event) {
        return event instanceof ShutdownEvent;
    }

    /**
     * Makes the channel ours. What stands before the HTTP decoder (TLS, traffic shaping) stays; the decoder and all
     * behind it go. It works within the call of the request handler, when the decoder is in the middle of its read: the
     * decoder hands the bytes that came behind the request to the one that replaces it, so the socket is open and has
     * its owner before that.
     */
    static void takeOver(
            Channel channel,
            WebSocketDecoderConfig decoding,
            WebSocket socket,
            ByteBuf head,
            Function<Socket, SocketListener> owner) {
        ChannelPipeline pipeline = channel.pipeline();
        channel.config().setWriteBufferWaterMark(socket.waterMark());
        // What the kernel may hold unsent; its own bound grows to megabytes, in which a slow reader would go unnoticed.
        channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, (long)
                socket.waterMark().low());
        channel.config().setAutoRead(true);
        ChannelHandlerContext http = pipeline.context(VertxHandler.class);
        pipeline.addAfter("httpDecoder", "gw", socket);
        removeOthers(pipeline);
        socket.open(head, owner);
        pipeline.replace("httpDecoder", "wsdecoder", new WebSocket13FrameDecoder(decoding));
        // For Vert.x the connection ends here: its metrics count it off, the route's end handlers and timers go.
        channel.eventLoop().execute(() -> ((VertxHandler<?>) http.handler()).channelInactive(http));
    }

    private static void removeOthers(ChannelPipeline pipeline) {
        List<String> names = pipeline.names();
        int ours = names.indexOf("gw");
        for (String name : names) {
            ChannelHandler handler = pipeline.get(name);
            boolean behind = names.indexOf(name) > ours;
            if (handler != null && (behind && !REMOVES_ITSELF.equals(name) || EITHER_SIDE.contains(name))) {
                pipeline.remove(handler);
            }
        }
    }

    /** Whatever else comes goes past the decoder, to be dropped. */
    static void stopDecoding(ChannelPipeline pipeline) {
        if (pipeline.get("wsdecoder") != null) {
            pipeline.remove("wsdecoder");
        }
    }

    /** Half-closes, so that the peer reads all that was sent; with TLS its own goodbye goes first. */
    static void shutdownOutput(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            ((DuplexChannel) channel).shutdownOutput();
        } else {
            tls.closeOutbound().addListener(done -> ((DuplexChannel) channel).shutdownOutput());
        }
    }
}
