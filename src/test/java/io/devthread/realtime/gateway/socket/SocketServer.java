package io.devthread.realtime.gateway.socket;

import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.gateway.Socket;
import io.devthread.realtime.gateway.SocketListener;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A real HTTP server whose {@code /ws} goes through the router to {@link WebSocketUpgrade} and echoes. */
final class SocketServer implements AutoCloseable {
    /** Waits for its peers, so that none of them need read or write in time. */
    static final SocketConfig PATIENT =
            new SocketConfig(1 << 16, 1 << 18, Duration.ofSeconds(30), Duration.ofSeconds(75), Duration.ofSeconds(60));

    /** The same, but gives up soon on who does not close. */
    static final SocketConfig QUICK =
            new SocketConfig(1 << 16, 1 << 18, Duration.ofSeconds(30), Duration.ofSeconds(75), Duration.ofMillis(400));

    final Vertx vertx;
    final WebSocketUpgrade upgrade;
    final List<Owner> owners = new CopyOnWriteArrayList<>();
    final BlockingQueue<Owner> opened = new LinkedBlockingQueue<>();
    final String deployment;

    /** Vert.x gives its channels unpooled heap buffers where it can, which Netty's leak detector does not track. */
    volatile boolean pooled;

    private volatile HttpServer http;

    SocketServer() {
        this(PATIENT);
    }

    SocketServer(SocketConfig config) {
        this(config, new HttpServerOptions(), true, 1);
    }

    SocketServer(SocketConfig config, HttpServerOptions options, boolean nativeTransport, int eventLoops) {
        vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(nativeTransport));
        upgrade = new WebSocketUpgrade(config);
        // 0 would give each instance a port of its own; -1 is one random port for all.
        options.setHost("127.0.0.1").setPort(-1);
        deployment = await(
                vertx.deployVerticle(() -> new Server(options), new DeploymentOptions().setInstances(eventLoops)));
    }

    private final class Server extends VerticleBase {
        private final HttpServerOptions options;

        Server(HttpServerOptions options) {
            this.options = options;
        }

        @Override
        public Future<?> start() {
            Router router = Router.router(vertx);
            router.route("/ws").handler(ctx -> upgrade.upgrade(ctx.request(), Owner::new));
            router.route("/full").handler(ctx -> upgrade.upgrade(ctx.request(), SocketServer.this::refusing));
            router.route("/broken")
                    .handler(ctx -> upgrade.upgrade(ctx.request(), socket -> {
                        throw new IllegalStateException("a bug, made on purpose");
                    }));
            router.route("/plain").handler(ctx -> ctx.end("plain"));
            return vertx.createHttpServer(options)
                    .requestHandler(router)
                    .listen()
                    .onSuccess(server -> http = server);
        }
    }

    private Owner refusing(Socket socket) {
        Owner owner = new Owner(socket);
        socket.send(Frame.of("too many"));
        socket.close(CloseCode.TOO_MANY_CONNECTIONS);
        return owner;
    }

    int port() {
        return http.actualPort();
    }

    HttpServer http() {
        return http;
    }

    /** The server's side of the connection opened last. */
    Owner owner() {
        return next(opened);
    }

    static <T> T next(BlockingQueue<T> queue) {
        try {
            T next = queue.poll(30, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing came");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    /** Echoes, does what a few magic texts say, and records what it is told. */
    final class Owner implements SocketListener {
        final Socket socket;
        final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        final BlockingQueue<Long> writable = new LinkedBlockingQueue<>();
        final BlockingQueue<Boolean> closed = new LinkedBlockingQueue<>();
        final Context context = Vertx.currentContext();
        volatile boolean quiet;

        Owner(Socket socket) {
            this.socket = socket;
            if (pooled) {
                ((WebSocket) socket).channel().config().setAllocator(PooledByteBufAllocator.DEFAULT);
            }
            owners.add(this);
            opened.add(this);
        }

        @Override
        public void onText(String text) {
            texts.add(text);
            switch (text) {
                case "throw" -> throw new IllegalStateException("a bug, made on purpose");
                case "quiet" -> quiet = true;
                case "close" -> {
                    socket.close(CloseCode.REPLACED);
                    socket.send(Frame.of("too late"));
                    socket.close(CloseCode.FLOODING);
                }
                default -> {
                    if (!quiet) {
                        socket.send(Frame.of(text));
                    }
                }
            }
        }

        @Override
        public void onWritable() {
            writable.add(socket.pendingBytes());
        }

        @Override
        public void onClosed() {
            closed.add(socket.isOpen());
        }
    }
}
