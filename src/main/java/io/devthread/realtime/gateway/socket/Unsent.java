package io.devthread.realtime.gateway.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollChannelOption;
import io.vertx.core.http.HttpConnection;

/** What an HTTP connection holds for a client that does not take it. On the connection's event loop. */
public final class Unsent {
    /**
     * The kernel's own bound grows to megabytes. A slow client then takes what lies there, and for many seconds nothing of
     * what lies here: it would look as if it took nothing.
     */
    private static final long IN_KERNEL_BYTES = 128 << 10;

    private Unsent() {}

    /** To be called when the connection is open: from now on {@link #bytes} tells soon when some are taken. */
    public static void watch(HttpConnection connection) {
        VertxInternals.channel(connection).config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, IN_KERNEL_BYTES);
    }

    /** Vert.x may keep more behind this, until this has gone. */
    public static long bytes(HttpConnection connection) {
        ChannelOutboundBuffer buffer =
                VertxInternals.channel(connection).unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
    }

    /** Whether what is answered now only waits behind what was not taken. */
    public static boolean isFull(HttpConnection connection) {
        Channel channel = VertxInternals.channel(connection);
        return channel.isOpen() && !channel.isWritable();
    }

    /**
     * Closes at once, past Vert.x, which would wait until all is taken: that may be never. So does a plain
     * {@link HttpConnection#close}.
     */
    public static void cut(HttpConnection connection) {
        ChannelHandlerContext first =
                VertxInternals.channel(connection).pipeline().firstContext();
        if (first != null) {
            first.close();
        }
    }
}
