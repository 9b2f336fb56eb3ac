package io.devthread.realtime.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.bus.Address;
import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.gateway.Admission;
import io.devthread.realtime.gateway.AdmissionConfig;
import io.devthread.realtime.gateway.DrainConfig;
import io.devthread.realtime.gateway.GatewayConfig;
import io.devthread.realtime.gateway.GatewayVerticle;
import io.devthread.realtime.gateway.Revocations;
import io.devthread.realtime.gateway.poll.PollConfig;
import io.devthread.realtime.gateway.poll.PollWatcher;
import io.devthread.realtime.gateway.poll.Polls;
import io.devthread.realtime.gateway.session.RateLimitConfig;
import io.devthread.realtime.gateway.session.RateLimitConfig.Rate;
import io.devthread.realtime.gateway.session.RateLimits;
import io.devthread.realtime.gateway.trace.Gateways;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.platform.AuthConfig;
import io.devthread.realtime.platform.Metrics;
import io.devthread.realtime.platform.PemTokenSigner;
import io.devthread.realtime.platform.TestKeys;
import io.devthread.realtime.platform.TokenAlgorithm;
import io.devthread.realtime.platform.TokenSigner;
import io.devthread.realtime.platform.TokenVerifier;
import io.devthread.realtime.testkit.Connected;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.tracing.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The public port on a real server and a real bus; the capabilities behind the bus are the test's own. */
final class HttpStage implements AutoCloseable {
    static final UserId ALICE = UserId.parse("01970000-0000-7000-8000-000000000001");
    static final String FRIEND = "https://friend.example";

    /** After an answer there is so many times the time for the next request. */
    static final int KEPT = 5;

    private static final KeyPair KEY = TestKeys.rsa(2_048);
    private static final Pattern CONTENT_LENGTH = Pattern.compile("content-length: (\\d+)", Pattern.CASE_INSENSITIVE);

    final Vertx vertx = Vertx.vertx();
    final Bus bus = Bus.on(vertx, Connected.PATIENCE);
    final Metrics metrics = new Metrics();
    final List<NotificationApi.Revocation> revoked = new CopyOnWriteArrayList<>();
    final int port;

    private final HttpClient client = HttpClient.newHttpClient();
    private final TokenSigner signer;

    HttpStage(Duration requestTimeout, Consumer<Router> sockets) throws Exception {
        Path folder = Files.createTempDirectory("http-stage");
        signer = PemTokenSigner.load(TestKeys.privatePem(folder, "private.pem", KEY), "devthread", "devthread");
        serve(
                NotificationApi.REVOCATIONS,
                since -> Future.succeededFuture(
                        new NotificationApi.Revocations(List.copyOf(revoked), Instant.now(), false)));
        Revocations revocations = new Revocations(vertx, bus);
        revocations.start().await();
        Eventually.holds("the revocations are known", revocations::known);
        port = listen(requestTimeout, sockets, revocations, verifier(folder));
    }

    static HttpStage open() throws Exception {
        return new HttpStage(Duration.ofSeconds(10), router -> {});
    }

    private int listen(
            Duration requestTimeout, Consumer<Router> sockets, Revocations revocations, TokenVerifier tokens) {
        GatewayConfig config = new GatewayConfig(
                "127.0.0.1",
                0,
                List.of(FRIEND),
                requestTimeout,
                requestTimeout.multipliedBy(KEPT),
                4_096,
                AdmissionConfig.DEFAULT,
                DrainConfig.DEFAULT);
        Admission admission = new Admission(AdmissionConfig.DEFAULT);
        PublicRouter routes = new PublicRouter(
                new PublicRouter.Parts(
                        config,
                        bus,
                        tokens,
                        revocations,
                        new RateLimits(
                                new RateLimitConfig(new Rate(1, 3), new Rate(1, 1), new Rate(500, 1_000)),
                                metrics.registry()),
                        new Polls(
                                vertx,
                                bus,
                                NodeId.next(),
                                PollConfig.DEFAULT,
                                admission,
                                PollWatcher.NONE,
                                tokens.leeway(),
                                Clock.systemUTC()),
                        metrics.registry(),
                        Clock.systemUTC(),
                        (sender, message) -> {},
                        1_024,
                        (identity, commands) -> Future.succeededFuture(List.of()),
                        Tracing.off(),
                        new Gateways(bus, Set::of),
                        admission),
                "webroot-test",
                "docs-test");
        AtomicInteger opened = new AtomicInteger();
        vertx.deployVerticle(new GatewayVerticle(config, routes, sockets, metrics, opened::set))
                .await();
        return opened.get();
    }

    private static TokenVerifier verifier(Path folder) {
        return TokenVerifier.load(
                new AuthConfig(
                        List.of(TestKeys.publicPem(folder, "public.pem", KEY)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "devthread",
                        "devthread",
                        Duration.ofSeconds(30),
                        Duration.ZERO,
                        EnumSet.allOf(TokenAlgorithm.class)),
                Clock.systemUTC());
    }

    <Q, R> void serve(Address<Q, R> address, Function<Q, Future<R>> handler) {
        bus.serveAsync(address, 1_000, handler).await();
    }

    String token(String... scopes) {
        return token(Instant.now().plusSeconds(600), scopes);
    }

    String token(Instant expiresAt, String... scopes) {
        return signer.sign(ALICE, "alice", Set.of(scopes), Instant.now(), expiresAt);
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, "", headers);
    }

    HttpResponse<String> asAlice(String method, String path, String body) throws Exception {
        return send(method, path, body, "Authorization", "Bearer " + token());
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .version(HttpClient.Version.HTTP_1_1)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(15_000);
        return socket;
    }

    /**
     * Sends bytes as they are, asks to close after the answer where there is a {@code Host: x}, and gives all that comes
     * until the connection has ended.
     */
    String raw(String text) throws IOException {
        try (Socket socket = connect()) {
            String once = text.replace("Host: x\r\n", "Host: x\r\nConnection: close\r\n");
            socket.getOutputStream().write(once.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Sends bytes as they are and gives the answer, whose end is where it says: the connection may stay. */
    String answer(String text) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                assertThat(next).as("after %s", head).isNotNegative();
                head.append((char) next);
            }
            Matcher length = CONTENT_LENGTH.matcher(head);
            assertThat(length.find()).as("%s", head).isTrue();
            return head + new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        vertx.close().await();
        metrics.close();
    }
}
