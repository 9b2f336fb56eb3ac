package io.devthread.realtime.bridge;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** The TCP port, on one event loop; also looks after both bridges' connections once a second. */
public final class TcpBridgeVerticle extends VerticleBase {
    private static final long LOOK_MILLIS = 1_000;
    private static final long STOP_SECONDS = 5;

    private final Peers peers;
    private final IntConsumer listening;
    private NetServer server;

    /** @param listening is told the port, which matters where any free one was asked for */
    public TcpBridgeVerticle(Peers peers, IntConsumer listening) {
        this.peers = peers;
        this.listening = listening;
    }

    @Override
    public Future<?> start() {
        server = vertx.createNetServer(new NetServerOptions()
                .setHost(peers.config().host())
                .setPort(peers.config().port())
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true)
                .setLogActivity(false));
        server.connectHandler(socket -> TcpLink.open(peers, socket));
        vertx.setPeriodic(LOOK_MILLIS, tick -> peers.closeLate(System.nanoTime()));
        return server.listen().onSuccess(open -> listening.accept(open.actualPort()));
    }

    @Override
    public Future<?> stop() {
        peers.closeAll();
        return server.shutdown(STOP_SECONDS, TimeUnit.SECONDS);
    }
}
