package io.devthread.realtime.gateway.socket;

import static io.devthread.realtime.testkit.RawWebSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.devthread.realtime.testkit.RawWebSocket;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The opening handshake, RFC 6455 section 4.2, by raw sockets through the router. */
class HandshakeIT {
    private static final String GOOD = RawWebSocket.request("/ws");
    private static SocketServer server;

    @BeforeAll
    static void start() {
        server = new SocketServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void goodHandshakeGetsTheAnswerOfTheRfcExample() {
        try (RawWebSocket client = RawWebSocket.open(server.port(), "/ws")) {
            assertThat(client.answer())
                    .isEqualTo("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
        }
    }

    static Stream<Arguments> badHandshakes() {
        return Stream.of(
                arguments(
                        "POST", 405, GOOD.replace("GET", "POST").replace("\r\n\r\n", "\r\nContent-Length: 0\r\n\r\n")),
                arguments("no Upgrade", 426, GOOD.replace("Upgrade: websocket\r\n", "")),
                arguments("Upgrade to something else", 426, GOOD.replace("Upgrade: websocket", "Upgrade: foo")),
                arguments("no Connection", 400, GOOD.replace("Connection: Upgrade\r\n", "")),
                arguments("Connection without Upgrade", 400, GOOD.replace("n: Upgrade", "n: keep-alive")),
                arguments("no version", 426, GOOD.replace("Sec-WebSocket-Version: 13\r\n", "")),
                arguments("version 8", 426, GOOD.replace("Version: 13", "Version: 8")),
                arguments("version 7", 426, GOOD.replace("Version: 13", "Version: 7")),
                arguments("two versions", 426, GOOD.replace("Version: 13", "Version: 13, 8")),
                arguments("no key", 400, GOOD.replace("Sec-WebSocket-Key: " + RawWebSocket.KEY + "\r\n", "")),
                arguments("empty key", 400, GOOD.replace(RawWebSocket.KEY, "")),
                arguments("key of 15 bytes", 400, GOOD.replace(RawWebSocket.KEY, "dGhlIHNhbXBsZSBub25j")),
                arguments("key of 17 bytes", 400, GOOD.replace(RawWebSocket.KEY, "dGhlIHNhbXBsZSBub25jZWU=")),
                arguments("key not base64", 400, GOOD.replace(RawWebSocket.KEY, "!!!!IHNhbXBsZSBub25jZQ==")),
                arguments(
                        "two keys",
                        400,
                        GOOD.replace("\r\n\r\n", "\r\nSec-WebSocket-Key: " + RawWebSocket.KEY + "\r\n\r\n")),
                arguments("HTTP/1.0", 400, GOOD.replace("HTTP/1.1", "HTTP/1.0")),
                arguments("a body", 400, GOOD.replace("\r\n\r\n", "\r\nContent-Length: 2\r\n\r\nhi")),
                arguments(
                        "a chunked body",
                        400,
                        GOOD.replace("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")),
                arguments("another subprotocol", 400, with("Sec-WebSocket-Protocol: graphql-ws")),
                arguments("an empty subprotocol", 400, with("Sec-WebSocket-Protocol:")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("badHandshakes")
    void badHandshakeIsRefused(String name, int status, String request) {
        int before = server.owners.size();
        try (RawWebSocket client = RawWebSocket.connect(server.port())) {
            client.write(request);
            String answer = client.readAnswer();
            assertThat(answer)
                    .matches("(?s)HTTP/1[.][01] " + status + " .*")
                    .containsIgnoringCase("content-type: application/json");
            if (name.contains("version")) {
                assertThat(answer).contains("Sec-WebSocket-Version: 13");
            }
        }
        assertThat(server.owners).hasSize(before);
    }

    @Test
    void aRefusalCarriesTheErrorObjectOfTheApi() throws Exception {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            client.getOutputStream().write("GET /ws HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes());
            String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .startsWith("HTTP/1.1 426 ")
                    .contains("\r\n\r\n{\"v\":1,\"type\":\"error\",\"code\":\"invalid_data\",\"message\":")
                    .contains("\"timestamp\":");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-WebSocket-Protocol: devthread.v1.json",
                "Sec-WebSocket-Protocol: graphql-ws, devthread.v1.json",
                "Sec-WebSocket-Protocol: graphql-ws\r\nSec-WebSocket-Protocol: devthread.v1.json"
            })
    void ourSubprotocolIsEchoedWhenOffered(String header) {
        try (RawWebSocket client = RawWebSocket.open(server.port(), "/ws", header)) {
            assertThat(client.answer()).contains("\r\nSec-WebSocket-Protocol: devthread.v1.json\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: keep-alive, Upgrade",
                "connection: UPGRADE",
                "Connection: keep-alive\r\nConnection: upgrade"
            })
    void connectionMayNameMoreThanUpgrade(String header) {
        try (RawWebSocket client = RawWebSocket.connect(server.port())) {
            client.write(GOOD.replace("Connection: Upgrade", header).replace("websocket", "WebSocket"));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 101");
        }
    }

    @Test
    void framesSentRightBehindTheRequestAreRead() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(GOOD.getBytes(StandardCharsets.ISO_8859_1));
        // Masked, the second holds line feeds: to an HTTP decoder, a line.
        String lines = "\r\n\u003d\u00f0=+7+7+7\n".repeat(30);
        all.writeBytes(frame(RawWebSocket.TEXT, "first"));
        all.writeBytes(frame(RawWebSocket.TEXT, lines));
        all.writeBytes(frame(RawWebSocket.TEXT, "x".repeat(20_000)));
        try (RawWebSocket client = RawWebSocket.connect(server.port())) {
            client.write(all.toByteArray());
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 101");
            assertThat(client.readText()).isEqualTo("first");
            assertThat(client.readText()).isEqualTo(lines);
            assertThat(client.readText()).hasSize(20_000);
        }
    }

    @Test
    void requestThatComesByteByByteIsRead() {
        try (RawWebSocket client = RawWebSocket.connect(server.port())) {
            for (byte one : (GOOD).getBytes(StandardCharsets.ISO_8859_1)) {
                client.write(new byte[] {one});
            }
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 101");
            for (byte one : frame(RawWebSocket.TEXT, "slow")) {
                client.write(new byte[] {one});
            }
            assertThat(client.readText()).isEqualTo("slow");
        }
    }

    @Test
    void connectionThatServedHttpBeforeCanBeUpgraded() {
        try (RawWebSocket client = RawWebSocket.connect(server.port())) {
            client.write("GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
            client.skip("plain".length());
            client.upgrade("/ws");
            client.send("after HTTP");
            assertThat(client.readText()).isEqualTo("after HTTP");
        }
    }

    @Test
    void refusedClientMayTryAgainOnTheSameConnection() {
        try (RawWebSocket client = RawWebSocket.connect(server.port())) {
            client.write(GOOD.replace("Version: 13", "Version: 8"));
            String refused = client.readAnswer();
            int length = Integer.parseInt(refused.replaceAll("(?is).*content-length: (\\d+).*", "$1"));
            client.skip(length);
            client.upgrade("/ws");
            client.send("second try");
            assertThat(client.readText()).isEqualTo("second try");
        }
    }

    private static String with(String header) {
        return RawWebSocket.request("/ws", header);
    }
}
