package io.devthread.realtime.bridge;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import io.vertx.ext.web.handler.sockjs.Transport;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code /eventbus/*} on the public port, over WebSocket, xhr streaming and xhr polling. The origin has been checked
 * before. Vert.x finds a polling session by an id that its client chose, and asks nobody whose it is; so every request
 * is held to the token that the session was opened with. Vert.x also keeps the sessions of all SockJS paths in one map:
 * those of another path are not found here.
 */
public final class SockJsBridge {
    private static final String PATH = "/eventbus/*";
    private static final String VERTX_SESSIONS = "_vertx.sockjssessions";

    /** A frame grows when it is escaped into a list of strings. */
    private static final int ESCAPED = 4;

    private final Peers peers;
    private final Map<String, Optional<String>> tokenBySession = new ConcurrentHashMap<>();

    public SockJsBridge(Peers peers) {
        this.peers = peers;
    }

    /** To be called for the router of each event loop. */
    public void mount(Vertx vertx, Router router) {
        SockJSHandlerOptions options = new SockJSHandlerOptions()
                .setInsertJSESSIONID(false)
                .addDisabledTransport(Transport.EVENT_SOURCE.name())
                .addDisabledTransport(Transport.HTML_FILE.name())
                .addDisabledTransport(Transport.JSON_P.name());
        router.route(PATH).handler(context -> check(vertx, context));
        long maxBody = (long) peers.config().maxFrameBytes() * ESCAPED;
        router.post(PATH).handler(BodyHandler.create(false).setBodyLimit(maxBody));
        router.route(PATH).subRouter(SockJSHandler.create(vertx, options).socketHandler(this::opened));
    }

    private void check(Vertx vertx, RoutingContext context) {
        Optional<SockJsPath> served = SockJsPath.of(context.request().uri());
        if (served.filter(path -> isThere(vertx, path)).isEmpty()) {
            fail(context, Refusal.of(Failure.NOT_FOUND, "there is no such path or session"));
        } else if (!isOwn(served.get())) {
            fail(context, Refusal.of(Failure.UNAUTHORIZED, "the session was opened with another token"));
        } else {
            context.next();
        }
    }

    private boolean isThere(Vertx vertx, SockJsPath path) {
        return path.session()
                .map(id -> tokenBySession.containsKey(id)
                        || path.mayBegin()
                                && !vertx.sharedData()
                                        .getLocalMap(VERTX_SESSIONS)
                                        .containsKey(id))
                .orElse(true);
    }

    private boolean isOwn(SockJsPath path) {
        return path.session()
                .map(tokenBySession::get)
                .map(opened -> MessageDigest.isEqual(bytes(opened), bytes(path.token())))
                .orElse(true);
    }

    private static byte[] bytes(Optional<String> token) {
        return token.orElse("").getBytes(StandardCharsets.UTF_8);
    }

    private static void fail(RoutingContext context, Refusal refusal) {
        context.fail(refusal.failure().httpStatus(), refusal);
    }

    private void opened(SockJSSocket socket) {
        Optional<SockJsPath> path = SockJsPath.of(socket.uri());
        Peer peer = new Peer(peers, new SockJsLink(socket), path.flatMap(SockJsPath::token));
        socket.exceptionHandler(broken -> socket.close());
        if (peers.add(peer)) {
            path.flatMap(SockJsPath::session)
                    .ifPresent(id -> tokenBySession.put(id, path.get().token()));
            socket.closeHandler(closed -> {
                path.flatMap(SockJsPath::session).ifPresent(tokenBySession::remove);
                peers.remove(peer);
            });
            socket.handler(frame -> peer.received(frame.getBytes()));
        }
    }
}
