package io.devthread.realtime.gateway.http;

import io.devthread.realtime.gateway.GatewayConfig;
import io.vertx.core.http.HttpServerOptions;

/**
 * How the public port speaks HTTP: 1.1 only, because a WebSocket needs it and HTTP/2 would add attacks (rapid reset,
 * buffer leaks) that the service gets nothing for. No idle timeout and no compression here: both would put handlers
 * into the pipeline that a taken-over socket inherits; see {@link RequestDeadlines} and {@link WebRoot} instead.
 */
public final class ServerOptions {
    /** A token of 8 KiB may stand in the query of a socket's URL. */
    static final int MAX_REQUEST_LINE_BYTES = 12 * 1_024;

    static final int MAX_HEADER_BYTES = 16 * 1_024;

    private static final int BACKLOG = 4_096;

    private ServerOptions() {}

    public static HttpServerOptions of(GatewayConfig config) {
        return new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port() == 0 ? -1 : config.port()) // -1: any free one, the same for all instances
                .setHttp2ClearTextEnabled(false)
                .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setHandle100ContinueAutomatically(true)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setAcceptBacklog(BACKLOG)
                .setTcpKeepAlive(true)
                .setLogActivity(false);
    }
}
