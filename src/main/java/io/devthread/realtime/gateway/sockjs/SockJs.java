package io.devthread.realtime.gateway.sockjs;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.session.ClientConnection;
import io.devthread.realtime.gateway.session.Gateway;
import io.devthread.realtime.gateway.session.Handshake;
import io.devthread.realtime.gateway.session.Handshakes;
import io.devthread.realtime.gateway.socket.SocketConfig;
import io.devthread.realtime.gateway.socket.WebSocketUpgrade;
import io.devthread.realtime.model.Json;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/**
 * {@code /sockjs/*}: SockJS 0.3.3 with its transports websocket, xhr-streaming and xhr-polling. One for a process;
 * {@link #mount} is called once on each event loop.
 */
public final class SockJs {
    private static final String SESSION = "/sockjs/:sockjs_server/:sockjs_id";
    private static final Duration HEARTBEAT = Duration.ofSeconds(25);

    /** A frame grows when it is put into a JSON string; this much is plenty for text. */
    private static final int ENVELOPE_FACTOR = 4;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Gateway gateway;
    private final Handshakes handshakes;
    private final WebSocketUpgrade upgrade;
    private final SocketConfig config;
    private final SockJsSessions sessions;

    private record Info(boolean websocket, boolean cookieNeeded, List<String> origins, long entropy) {}

    public SockJs(Gateway gateway) {
        this.gateway = gateway;
        this.handshakes = new Handshakes(gateway);
        this.config = config(gateway.sockets());
        this.upgrade = new WebSocketUpgrade(config, SockJsFrames.dialect());
        this.sessions = new SockJsSessions(gateway.vertx(), config);
    }

    public void start() {
        sessions.start();
    }

    /** Adds the routes of one event loop; to be called there, behind the origin check. */
    public void mount(Router router) {
        Context context = gateway.vertx().getOrCreateContext();
        XhrRoutes xhr = new XhrRoutes(
                gateway,
                handshakes,
                sessions,
                config,
                gateway.sockets().maxFrameBytes(),
                task -> context.runOnContext(ignored -> task.run()));
        router.route("/sockjs/*").handler(SockJs::allowCredentials);
        router.get("/sockjs").handler(SockJs::greet);
        router.get("/sockjs/").handler(SockJs::greet);
        router.get("/sockjs/info").handler(refusing(SockJs::info));
        router.route(SESSION + "/websocket").handler(refusing(this::webSocket));
        router.post(SESSION + "/xhr").handler(refusing(xhr::poll));
        router.post(SESSION + "/xhr_streaming").handler(refusing(xhr::stream));
        router.post(SESSION + "/xhr_send").handler(refusing(xhr::send));
    }

    /** Closes every session with the code, and refuses those that come later. */
    public Future<Void> closeAll(CloseCode code) {
        return Future.join(upgrade.closeAll(code), sessions.closeAll(code)).mapEmpty();
    }

    /**
     * Its client always asks with credentials when it comes from another host's page. There are none that would count
     * (no cookie means anything here), so an allowed page may have its answer.
     */
    private static void allowCredentials(RoutingContext ctx) {
        if (ctx.response().headers().contains("Access-Control-Allow-Origin")) {
            ctx.response().putHeader("Access-Control-Allow-Credentials", "true");
        }
        ctx.next();
    }

    private static void greet(RoutingContext ctx) {
        text(ctx, 200, "Welcome to SockJS!\n");
    }

    static void text(RoutingContext ctx, int status, String body) {
        ctx.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "text/plain; charset=UTF-8")
                .putHeader("Cache-Control", "no-store")
                .end(body);
    }

    private static void info(RoutingContext ctx) {
        Info info = new Info(true, false, List.of("*:*"), Integer.toUnsignedLong(RANDOM.nextInt()));
        ctx.response()
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .putHeader("Cache-Control", "no-store, no-transform")
                .end(Json.text(info));
    }

    private void webSocket(RoutingContext ctx) {
        checkPath(ctx);
        Handshake handshake = handshakes.admit(ctx.request());
        boolean upgraded = upgrade.upgrade(
                ctx.request(),
                socket -> SockJsWebSocket.open(
                        socket,
                        gateway.sockets().maxFrameBytes(),
                        coat -> ClientConnection.open(gateway, coat, handshake)));
        if (!upgraded) {
            handshakes.dismiss(handshake);
        }
    }

    /** The client's own two path elements. @throws Refusal for what SockJS does not allow there */
    static String checkPath(RoutingContext ctx) {
        String id = ctx.pathParam("sockjs_id");
        if (!id.matches("[^./]{1,64}") || !ctx.pathParam("sockjs_server").matches("[^./]{1,64}")) {
            throw Refusal.of(Failure.NOT_FOUND, "there is no such path");
        }
        return id;
    }

    private static Handler<RoutingContext> refusing(Handler<RoutingContext> route) {
        return ctx -> {
            try {
                route.handle(ctx);
            } catch (Refusal refusal) {
                ctx.fail(refusal.failure().httpStatus(), refusal);
            }
        };
    }

    private static SocketConfig config(SocketConfig plain) {
        return new SocketConfig(
                Math.min(ENVELOPE_FACTOR * plain.maxFrameBytes(), 1 << 24),
                plain.outboundBytes(),
                plain.pingInterval().compareTo(HEARTBEAT) < 0 ? plain.pingInterval() : HEARTBEAT,
                plain.silenceLimit(),
                plain.linger());
    }
}
