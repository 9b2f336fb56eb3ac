package io.devthread.realtime.gateway;

import io.devthread.realtime.gateway.http.PublicRouter;
import io.devthread.realtime.gateway.http.ServerOptions;
import io.devthread.realtime.platform.Metrics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** The public port on one event loop; there is one instance per core, and all share what {@link PublicRouter} holds. */
public final class GatewayVerticle extends VerticleBase {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final GatewayConfig config;
    private final PublicRouter routes;
    private final Consumer<Router> sockets;
    private final Metrics metrics;
    private final IntConsumer listening;
    private HttpServer server;

    /**
     * @param sockets adds the routes that upgrade to a socket
     * @param listening is told the port, which matters where any free one was asked for
     */
    public GatewayVerticle(
            GatewayConfig config,
            PublicRouter routes,
            Consumer<Router> sockets,
            Metrics metrics,
            IntConsumer listening) {
        this.config = config;
        this.routes = routes;
        this.sockets = sockets;
        this.metrics = metrics;
        this.listening = listening;
    }

    @Override
    public Future<?> start() {
        metrics.watchEventLoop(vertx);
        server = vertx.createHttpServer(ServerOptions.of(config));
        routes.serve(vertx, server, sockets);
        return server.listen().onSuccess(open -> listening.accept(open.actualPort()));
    }

    /** Calls that are being served get their answers. */
    @Override
    public Future<?> stop() {
        return server.shutdown(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
