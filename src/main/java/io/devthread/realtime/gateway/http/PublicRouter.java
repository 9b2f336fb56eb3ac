package io.devthread.realtime.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.gateway.Admission;
import io.devthread.realtime.gateway.Credentials;
import io.devthread.realtime.gateway.ErrorAnswer;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.gateway.GatewayConfig;
import io.devthread.realtime.gateway.Revocations;
import io.devthread.realtime.gateway.poll.Polls;
import io.devthread.realtime.gateway.session.RateLimits;
import io.devthread.realtime.gateway.socket.WaitingRoom;
import io.devthread.realtime.gateway.trace.Gateways;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.platform.TokenVerifier;
import io.devthread.realtime.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a request of the public port goes. */
public final class PublicRouter {
    private static final Logger LOG = LoggerFactory.getLogger(PublicRouter.class);

    /** Not the app's: what is served there on another port, or by another transport, must not look like a page. */
    private static final List<String> NEVER_PAGES =
            List.of("/health", "/metrics", "/loggers", "/ws", "/sockjs", "/eventbus");

    private final Parts parts;
    private final StaticApp app;
    private final Docs docs;

    /**
     * What the routes need of the process.
     *
     * @param messageSent is told who has sent a message, and so types it no more
     * @param maxFrameBytes of a command, as over a socket
     * @param commands runs the commands of clients that poll
     * @param tracing of what comes in here
     * @param gateways all of them, for what operators ask
     * @param admission sets the pace of new connections
     */
    public record Parts(
            GatewayConfig config,
            Bus bus,
            TokenVerifier tokens,
            Revocations revocations,
            RateLimits rates,
            Polls polls,
            MeterRegistry meters,
            Clock clock,
            BiConsumer<Identity, Message> messageSent,
            int maxFrameBytes,
            BiFunction<Identity, List<JsonNode>, Future<List<Optional<Frame>>>> commands,
            Tracing tracing,
            Gateways gateways,
            Admission admission) {}

    public PublicRouter(Parts parts) {
        this(parts, "webroot", "docs");
    }

    /** @param app folder of the class path, as {@code docs} */
    PublicRouter(Parts parts, String app, String docs) {
        this.parts = parts;
        this.app = new StaticApp(new StaticFiles(files(app), parts.clock()));
        this.docs = new Docs(files("api"), files(docs), parts.clock());
    }

    private static WebRoot files(String folder) {
        return new WebRoot(PublicRouter.class.getClassLoader(), folder);
    }

    /**
     * Makes the server of one event loop answer; to be called there, before it listens.
     *
     * @param sockets adds the routes that upgrade; they come after the origin check and before everything else
     */
    public void serve(Vertx vertx, HttpServer server, Consumer<Router> sockets) {
        RequestDeadlines deadlines = new RequestDeadlines(
                parts.config().requestTimeout(), parts.config().keepAliveTimeout());
        deadlines.start(vertx);
        Router router = router(vertx, sockets);
        parts.admission().watch(vertx);
        AtomicBoolean isFirst = new AtomicBoolean(true);
        server.connectionHandler(connection -> {
            if (isFirst.getAndSet(false)) {
                WaitingRoom.open(connection, parts.admission(), parts.clock());
            }
            deadlines.opened(connection);
        });
        server.invalidRequestHandler(this::notHttp);
        server.requestHandler(request -> {
            deadlines.begun(request);
            // RFC 9112, section 3.2: of two hosts, a proxy before us may mean the other one.
            if (request.version() == HttpVersion.HTTP_1_1
                    && request.headers().getAll("Host").size() != 1) {
                refuse(request, Refusal.of(Failure.INVALID_DATA, "the Host header is required, once"));
            } else {
                router.handle(request);
            }
        });
    }

    private Router router(Vertx vertx, Consumer<Router> sockets) {
        Router router = Router.router(vertx);
        router.route().failureHandler(this::failed);
        router.route().handler(new SecurityHeaders());
        router.route().handler(new Origins(parts.config().allowedOrigins(), parts.clock()));
        sockets.accept(router);
        api().mount(router, routes());
        for (String path : NEVER_PAGES) {
            router.route(path).handler(this::notFound);
            router.route(path + "/*").handler(this::notFound);
        }
        docs.mount(router);
        router.route().handler(app);
        router.errorHandler(400, this::malformed);
        router.errorHandler(404, this::notFound);
        router.errorHandler(500, this::broken);
        return router;
    }

    private Api api() {
        return new Api(
                new Bearer(new Credentials(parts.tokens(), parts.revocations())),
                parts.rates(),
                new BodyReader(parts.config().maxBodyBytes()),
                new RequestMetrics(parts.meters()),
                parts.clock());
    }

    /** To add calls, write a class of routes and name it here. */
    List<Route> routes() {
        return Stream.of(
                        new AuthRoutes(parts.bus()).routes(),
                        new UserRoutes(parts.bus()).routes(),
                        new PostRoutes(parts.bus()).routes(),
                        new ConversationRoutes(parts.bus(), parts.messageSent(), parts.tracing()).routes(),
                        new NotificationRoutes(parts.bus()).routes(),
                        new PresenceRoutes(parts.bus()).routes(),
                        new PrivacyRoutes(parts.bus()).routes(),
                        new OwnDataRoutes(parts.bus(), parts.clock()).routes(),
                        new PollRoutes(parts.polls(), parts.revocations(), parts.bus()).routes(),
                        new CommandRoutes(parts.maxFrameBytes(), parts.commands()).routes(),
                        new EventRoutes(parts.bus(), parts.tracing(), parts.clock()).routes(),
                        new AdminRoutes(parts.bus(), parts.gateways(), parts.clock()).routes())
                .flatMap(List::stream)
                .toList();
    }

    private void malformed(RoutingContext context) {
        send(context, unread(400));
    }

    private static Refusal unread(int status) {
        return status == 413
                ? Refusal.of(Failure.TOO_LARGE, "the body is too long")
                : Refusal.of(Failure.INVALID_DATA, "the URL is malformed");
    }

    private void notFound(RoutingContext context) {
        send(context, Refusal.of(Failure.NOT_FOUND, "there is no such path"));
    }

    /** Of a route that failed its context, as the sockets' do, or threw. */
    private void failed(RoutingContext context) {
        switch (context.failure()) {
            case Refusal refusal -> send(context, refusal);
            // The text of one holds the URL, maybe a token: never logged.
            case HttpException unread -> send(context, unread(unread.getStatusCode()));
            case null -> context.next();
            default -> broken(context);
        }
    }

    private void broken(RoutingContext context) {
        String request = ErrorAnswer.requestId(context.response());
        LOG.error(
                "http.request failed request={} method={}",
                request,
                context.request().method(),
                context.failure());
        send(context, Refusal.internal());
    }

    private void send(RoutingContext context, Refusal refusal) {
        ErrorAnswer.send(context.response(), refusal, parts.clock());
    }

    /** Netty could not read it as HTTP: answered if possible, and over. */
    private void notHttp(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        boolean isTooLong = cause instanceof TooLongHttpLineException || cause instanceof TooLongHttpHeaderException;
        Refusal refusal = isTooLong
                ? Refusal.of(Failure.TOO_LARGE, "the request line or its headers are too long")
                : Refusal.of(Failure.INVALID_DATA, "this is not a valid HTTP request");
        refuse(request, refusal);
        request.connection().close();
    }

    private void refuse(HttpServerRequest request, Refusal refusal) {
        request.response().putHeader("Connection", "close");
        ErrorAnswer.send(request.response(), refusal, parts.clock());
    }
}
