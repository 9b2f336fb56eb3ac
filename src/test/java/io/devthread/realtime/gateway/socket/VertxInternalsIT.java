package io.devthread.realtime.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.testkit.RawWebSocket;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.Version;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JksOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.TimeoutHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract with Vert.x and Netty that nobody has signed: what {@link VertxInternals} relies on. When this fails
 * after an upgrade of either, that class is where to look.
 */
class VertxInternalsIT {
    @Test
    void oneNettyVersionEverywhere() {
        assertThat(Version.identify().values().stream()
                        .map(Version::artifactVersion)
                        .collect(Collectors.toSet()))
                .hasSize(1);
    }

    @Test
    void nativeTransportIsThere() throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        try {
            assertThat(vertx.isNativeTransportEnabled()).isTrue();
        } finally {
            SocketServer.await(vertx.close());
        }
    }

    @ParameterizedTest(name = "epoll: {0}")
    @ValueSource(booleans = {true, false})
    void pipelineIsOursAloneWhateverTheServerHadInIt(boolean epoll) {
        HttpServerOptions all = new HttpServerOptions()
                .setIdleTimeout(60)
                .setCompressionSupported(true)
                .setDecompressionSupported(true)
                .setPerMessageWebSocketCompressionSupported(true);
        for (HttpServerOptions options : List.of(new HttpServerOptions(), all)) {
            for (boolean h2c : new boolean[] {true, false}) {
                options.setHttp2ClearTextEnabled(h2c);
                try (SocketServer server = new SocketServer(SocketServer.QUICK, options, epoll, 1)) {
                    assertOurs(server, epoll);
                }
            }
        }
    }

    private static void assertOurs(SocketServer server, boolean epoll) {
        try (RawWebSocket client = RawWebSocket.open(server.port(), "/ws", RawWebSocket.DEFLATE)) {
            client.send("hello");
            assertThat(client.readText()).isEqualTo("hello");
            Channel channel = channel(server.owner());
            assertThat(channel).isInstanceOf(epoll ? EpollSocketChannel.class : NioSocketChannel.class);
            assertThat(handlers(channel)).containsExactly("wsdecoder", "gw");
            client.close(1000);
            assertThat(client.readClose()).isEqualTo(1000);
            assertThat(client.readEnd()).isTrue();
        }
    }

    @Test
    void decoderAndHandlerAreWhereTheTakeOverLooksForThem() {
        try (SocketServer server = new SocketServer()) {
            var names = new CompletableFuture<List<String>>();
            var vertx = server.vertx;
            var http = SocketServer.await(vertx.createHttpServer(new HttpServerOptions().setIdleTimeout(60))
                    .requestHandler(request -> {
                        names.complete(handlers(VertxInternals.channel(request.connection())));
                        request.response().end();
                    })
                    .listen(0, "127.0.0.1"));
            try (RawWebSocket client = RawWebSocket.connect(http.actualPort())) {
                client.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
                client.readAnswer();
                assertThat(names.join())
                        .startsWith("httpDecoder", "httpEncoder")
                        .endsWith("handler");
            }
        }
    }

    @Test
    void forVertxTheConnectionEndsWithTheUpgrade() throws Exception {
        try (SocketServer server = new SocketServer()) {
            var ends = new CompletableFuture<String>();
            var router = Router.router(server.vertx);
            router.route("/ws").handler(TimeoutHandler.create(100)).handler(ctx -> {
                ctx.request().connection().closeHandler(closed -> ends.complete("closed"));
                server.upgrade.upgrade(ctx.request(), socket -> server.new Owner(socket));
            });
            var http = SocketServer.await(
                    server.vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
            try (RawWebSocket client = RawWebSocket.open(http.actualPort(), "/ws")) {
                assertThat(ends.get(30, TimeUnit.SECONDS)).isEqualTo("closed");
                // The route's timeout has gone with it; another timer of the same length shows that its time is over.
                SocketServer.await(
                        server.vertx.timer(300, TimeUnit.MILLISECONDS).mapEmpty());
                client.send("still here");
                assertThat(client.readText()).isEqualTo("still here");
            }
        }
    }

    @Test
    void bytesBehindTheUpgradeAreReadOnNioToo() {
        try (SocketServer server = new SocketServer(SocketServer.QUICK, new HttpServerOptions(), false, 1);
                RawWebSocket client = RawWebSocket.connect(server.port())) {
            client.write(RawWebSocket.request("/ws")
                    + new String(
                            RawWebSocket.frame(RawWebSocket.TEXT, "hasty\n"),
                            java.nio.charset.StandardCharsets.ISO_8859_1));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 101");
            assertThat(client.readText()).isEqualTo("hasty\n");
        }
    }

    @Test
    void tlsStaysInFront(@TempDir Path folder) throws Exception {
        HttpServerOptions tls = new HttpServerOptions().setSsl(true).setKeyCertOptions(selfSigned(folder));
        try (SocketServer server = new SocketServer(SocketServer.QUICK, tls, true, 1);
                RawWebSocket client = RawWebSocket.over(trusting().createSocket("127.0.0.1", server.port()))) {
            client.upgrade("/ws", RawWebSocket.DEFLATE);
            client.send("x".repeat(60_000));
            assertThat(client.readText()).hasSize(60_000);
            assertThat(handlers(channel(server.owner()))).containsExactly("ssl", "wsdecoder", "gw");
            client.write(RawWebSocket.frame(RawWebSocket.BINARY, "no"));
            assertThat(client.readClose()).isEqualTo(1003);
            assertThat(client.readEnd()).as("an orderly TLS end").isTrue();
        }
    }

    @Test
    void closingTheServerTellsAndEndsTakenOverSockets() {
        try (SocketServer server = new SocketServer();
                RawWebSocket client = RawWebSocket.open(server.port(), "/ws")) {
            SocketServer.Owner owner = server.owner();
            SocketServer.await(server.http().close());
            assertThat(client.readClose()).isEqualTo(1001);
            assertThat(client.readEnd()).isTrue();
            CloseCodesIT.assertClosedOnce(owner);
        }
    }

    @Test
    void undeployEndsTakenOverSockets() {
        try (SocketServer server = new SocketServer();
                RawWebSocket client = RawWebSocket.open(server.port(), "/ws")) {
            SocketServer.Owner owner = server.owner();
            SocketServer.await(server.vertx.undeploy(server.deployment));
            assertThat(client.readClose()).isEqualTo(1001);
            assertThat(SocketServer.next(owner.closed)).isFalse();
        }
    }

    @Test
    void ownerClosesAllWithItsCodeAndNoneCanComeLater() throws Exception {
        try (SocketServer server = new SocketServer(SocketServer.QUICK);
                RawWebSocket one = RawWebSocket.open(server.port(), "/ws");
                RawWebSocket silent = RawWebSocket.open(server.port(), "/ws");
                RawWebSocket late = RawWebSocket.connect(server.port())) {
            var ended = server.upgrade
                    .closeAll(CloseCode.DRAINING)
                    .toCompletionStage()
                    .toCompletableFuture();
            assertThat(one.readClose()).isEqualTo(4012);
            one.close(4012);
            one.close();
            assertThat(silent.readClose()).isEqualTo(4012);
            late.write(RawWebSocket.request("/ws"));
            assertThat(late.readAnswer()).startsWith("HTTP/1.1 503").contains("Retry-After: 1");
            // The silent one never answers: the linger time ends it.
            ended.get(30, TimeUnit.SECONDS);
            for (SocketServer.Owner owner : server.owners) {
                CloseCodesIT.assertClosedOnce(owner);
            }
        }
    }

    @Test
    void closeAllOfNoneIsDoneAtOnce() {
        SocketServer.await(new WebSocketUpgrade(SocketServer.QUICK).closeAll(CloseCode.DRAINING));
    }

    private static Channel channel(SocketServer.Owner owner) {
        return ((WebSocket) owner.socket).channel();
    }

    private static List<String> handlers(Channel channel) {
        var pipeline = channel.pipeline();
        return pipeline.names().stream()
                .filter(name -> pipeline.get(name) != null)
                .toList();
    }

    private static JksOptions selfSigned(Path folder) throws Exception {
        Path store = folder.resolve("keys.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        assumeTrue(Files.isExecutable(keytool), "this Java has no keytool");
        Process made = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "test",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(made.waitFor()).isZero();
        return new JksOptions().setPath(store.toString()).setPassword("changeit");
    }

    private static javax.net.ssl.SSLSocketFactory trusting() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        return context.getSocketFactory();
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
