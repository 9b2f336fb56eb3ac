package io.devthread.realtime.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.bus.Address;
import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.notification.NotificationApi.Accepted;
import io.devthread.realtime.platform.Metrics;
import io.devthread.realtime.platform.TokenVerifier;
import io.devthread.realtime.presence.PresenceApi;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Both bridges on real sockets and a real bus; who is behind the bus, and whose token is good, says the test. */
final class BridgeStage implements AutoCloseable {
    static final BridgeConfig CONFIG =
            new BridgeConfig("127.0.0.1", 0, 65_536, 100, 256, Duration.ofSeconds(60), Duration.ofSeconds(60));

    private static final Map<String, Set<String>> SCOPES = Map.of(
            "publisher", Set.of("events:publish"),
            "manager", Set.of("events:publish", "users:manage"),
            "half-manager", Set.of("users:manage"),
            "person", Set.of(),
            "admin", Set.of("admin"));

    final Vertx vertx = Vertx.vertx();
    final Bus bus = Bus.on(vertx);
    final Metrics metrics = new Metrics();
    final Peers peers;
    final int tcpPort;
    final int httpPort;

    /** The names of the addresses that were reached. */
    final List<String> reached = new CopyOnWriteArrayList<>();

    /** What {@code devthread.events} answers. */
    volatile Function<NotificationApi.DomainEvent, Future<Accepted>> events =
            event -> Future.succeededFuture(new Accepted("accepted", event.id()));

    BridgeStage(BridgeConfig config) {
        serve(NotificationApi.EVENTS, event -> events.apply(event));
        serve(
                NotificationApi.UNREAD_COUNTS,
                request -> Future.succeededFuture(new NotificationApi.UnreadCounts(List.of())));
        serve(PresenceApi.QUERY, request -> Future.succeededFuture(new PresenceApi.Presences(List.of())));
        peers = new Peers(config, bus, BridgeStage::identify, metrics.registry());
        AtomicInteger listening = new AtomicInteger();
        vertx.deployVerticle(new TcpBridgeVerticle(peers, listening::set)).await();
        tcpPort = listening.get();
        Router router = Router.router(vertx);
        router.route()
                .failureHandler(context ->
                        context.response().setStatusCode(context.statusCode()).end());
        new SockJsBridge(peers).mount(vertx, router);
        router.route("/sockjs/*")
                .subRouter(SockJSHandler.create(vertx).socketHandler(socket -> socket.handler(socket::write)));
        HttpServer server = vertx.createHttpServer().requestHandler(router);
        httpPort = server.listen(0, "127.0.0.1").await().actualPort();
    }

    static BridgeStage open() {
        return new BridgeStage(CONFIG);
    }

    private <Q, R> void serve(Address<Q, R> address, Function<Q, Future<R>> handler) {
        bus.serveAsync(address, 100_000, request -> {
                    reached.add(address.name());
                    return handler.apply(request);
                })
                .await();
    }

    /** The token is the name of a role. */
    private static Identity identify(String token) {
        if (token.equals("expired")) {
            throw Refusal.of(Failure.TOKEN_EXPIRED, "the token has expired");
        }
        if (!SCOPES.containsKey(token)) {
            throw TokenVerifier.unauthorized();
        }
        UserId user = new UserId(Ids.next());
        return new Identity(user, token, SCOPES.get(token), Instant.EPOCH, Instant.MAX);
    }

    /** What the address is content with. */
    static String body(String type) {
        return """
                {"id":"%s","type":"%s","actor":{"id":"%s","username":"bob"},"recipient_id":"%s","user_ids":["%s"],\
                "created_at":"2026-01-31T12:00:00Z"}""".formatted(Ids.next(), type, Ids.next(), Ids.next(), Ids.next());
    }

    static String frame(String verb, String address, String token, String body) {
        return """
                {"type":"%s","address":"%s","replyAddress":"r","headers":{"authorization":"Bearer %s"},"body":%s}""".formatted(verb, address, token, body);
    }

    /** Our error object, which stands in the message of an err frame. */
    static JsonNode error(JsonNode frame) {
        return Json.read(frame.path("message").asText("{}"), JsonNode.class);
    }

    static String errorCode(JsonNode frame) {
        return error(frame).path("code").asText();
    }

    @Override
    public void close() {
        vertx.close().await();
        metrics.close();
    }
}
