package io.devthread.realtime.embedded.balancer;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.gateway.ErrorAnswer;
import io.devthread.realtime.model.Json;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;

/** A port of the loopback address whose connections go to backends. */
public final class Balancer {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int BACKLOG = 1_024;

    private static final Duration COME_BACK = Duration.ofSeconds(1);

    private Balancer() {}

    /** For HTTP and what upgrades from it; over when the future's server is closed. */
    public static Future<NetServer> http(Vertx vertx, int port, Backends backends) {
        SockJsHomes homes = new SockJsHomes();
        NetClient client = client(vertx);
        return listen(
                vertx,
                port,
                socket -> new RequestReader(
                        new BalancedConnection(socket, client, backends, homes, () -> sorry(Clock.systemUTC())))::read);
    }

    /** For any other protocol: a connection stays where its first byte went. */
    public static Future<NetServer> tcp(Vertx vertx, int port, Backends backends) {
        NetClient client = client(vertx);
        return listen(
                vertx,
                port,
                socket -> new BalancedConnection(socket, client, backends, new SockJsHomes(), Buffer::buffer)::more);
    }

    /** What a client gets that no backend is there for. */
    static Buffer sorry(Clock clock) {
        byte[] body = Json.bytes(
                ErrorAnswer.of(Refusal.retryLater(Failure.UNAVAILABLE, "no gateway is up", COME_BACK), clock));
        return Buffer.buffer("HTTP/1.1 503 Service Unavailable\r\nRetry-After: " + COME_BACK.toSeconds()
                        + "\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: " + body.length
                        + "\r\nConnection: close\r\n\r\n")
                .appendBytes(body);
    }

    private static NetClient client(Vertx vertx) {
        return vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MILLIS));
    }

    private static Future<NetServer> listen(Vertx vertx, int port, Function<NetSocket, Handler<Buffer>> reader) {
        return vertx.createNetServer(new NetServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setAcceptBacklog(BACKLOG))
                .connectHandler(socket -> socket.handler(reader.apply(socket)))
                .listen();
    }
}
