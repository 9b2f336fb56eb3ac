package io.devthread.realtime.gateway.socket;

import static io.devthread.realtime.testkit.RawWebSocket.frame;
import static io.devthread.realtime.testkit.RawWebSocket.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.testkit.RawWebSocket;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What ends a connection, with which code, and that the code always arrives: never a reset before it. */
class CloseCodesIT {
    private static final int LIMIT = 1 << 16;
    private static SocketServer server;

    @BeforeAll
    static void start() {
        server = new SocketServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Arguments> violations() {
        return Stream.of(
                arguments("unmasked frame", 1002, frame(0x81, false, utf8("hi"))),
                arguments("reserved data opcode", 1002, frame(0x83, true, utf8("hi"))),
                arguments("reserved control opcode", 1002, frame(0x8B, true, utf8("hi"))),
                arguments("RSV1 without an extension", 1002, frame(0xC1, true, utf8("hi"))),
                arguments("RSV2", 1002, frame(0xA1, true, utf8("hi"))),
                arguments("ping of 126 bytes", 1002, frame(0x89, true, new byte[126])),
                arguments("fragmented ping", 1002, frame(0x09, true, utf8("hi"))),
                arguments("fragmented close", 1002, frame(0x08, true, new byte[] {3, (byte) 0xE8})),
                arguments("continuation of nothing", 1002, frame(0x80, true, utf8("hi"))),
                arguments(
                        "text within a text", 1002, bytes(frame(0x01, true, utf8("a")), frame(0x81, true, utf8("b")))),
                arguments("length in more bytes than needed", 1002, hex("81fe0005 37fa213d 7f9f4d5158")),
                arguments("negative length", 1002, hex("81ffffffffffffffffff 37fa213d")),
                arguments("close of 1 byte", 1002, frame(0x88, true, new byte[] {3})),
                arguments("binary", 1003, frame(0x82, true, utf8("hi"))),
                arguments("binary, first fragment", 1003, frame(0x02, true, utf8("hi"))),
                arguments("UTF-8: c3 28", 1007, frame(0x81, true, hex("c328"))),
                arguments("UTF-8: a surrogate", 1007, frame(0x81, true, hex("eda080"))),
                arguments("UTF-8: truncated", 1007, frame(0x81, true, hex("f09f98"))),
                arguments("UTF-8: overlong", 1007, frame(0x81, true, hex("c0af"))),
                arguments("UTF-8: beyond Unicode", 1007, frame(0x81, true, hex("f4908080"))),
                arguments(
                        "UTF-8: bad in the second fragment",
                        1007,
                        bytes(frame(0x01, true, hex("c3")), frame(0x80, true, hex("28")))),
                arguments("close reason not UTF-8", 1007, frame(0x88, true, hex("03e8c328"))),
                arguments("frame one byte too long", 1009, frame(0x81, true, new byte[LIMIT + 1])),
                arguments("frame too long, only its header", 1009, header(0x81, true, LIMIT + 1)),
                arguments("frame of 2^62 bytes", 1009, header(0x81, true, 1L << 62)),
                arguments(
                        "fragments too long together",
                        1009,
                        bytes(frame(0x01, true, new byte[LIMIT]), frame(0x80, true, new byte[1]))),
                arguments(
                        "fragments too long, without an end",
                        1009,
                        bytes(frame(0x01, true, new byte[40_000]), frame(0x00, true, new byte[40_000]))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("violations")
    void violationIsAnsweredByItsCodeAndAnOrderlyEnd(String name, int code, byte[] bytes) {
        try (RawWebSocket client = RawWebSocket.open(server.port(), "/ws")) {
            client.write(bytes);
            assertThat(client.readClose()).isEqualTo(code);
            assertThat(client.readEnd()).as("no reset").isTrue();
            assertClosedOnce(server.owner());
        }
    }

    @ParameterizedTest(name = "close {0} is answered by {1}")
    @CsvSource({
        "1000,1000", "1001,1001", "1002,1002", "1003,1003", "1007,1007", "1011,1011", "1014,1014", "3000,3000",
        "4999,4999", "0,1002", "999,1002", "1004,1002", "1005,1002", "1006,1002", "1015,1002", "1016,1002",
        "2999,1002", "5000,1002", "32768,1002", "65535,1002"
    })
    void closeIsEchoedWhenItsCodeMayBeSent(int sent, int answer) {
        try (RawWebSocket client = RawWebSocket.open(server.port(), "/ws")) {
            client.close(sent);
            assertThat(client.readClose()).isEqualTo(answer);
            assertThat(client.readEnd()).isTrue();
            assertClosedOnce(server.owner());
        }
    }

    @Test
    void closeWithoutCodeIsAnsweredByOneWithoutCode() {
        try (RawWebSocket client = RawWebSocket.open(server.port(), "/ws")) {
            client.write(frame(RawWebSocket.CLOSE, new byte[0]));
            assertThat(client.read()).satisfies(frame -> {
                assertThat(frame.opcode()).isEqualTo(RawWebSocket.CLOSE);
                assertThat(frame.payload()).isEmpty();
            });
            assertThat(client.readEnd()).isTrue();
            assertClosedOnce(server.owner());
        }
    }

    @Test
    void whatComesBehindACloseIsNotRead() {
        try (RawWebSocket client = RawWebSocket.open(server.port(), "/ws")) {
            client.write(bytes(frame(0x88, true, hex("03e8")), frame(RawWebSocket.TEXT, "late")));
            assertThat(client.readClose()).isEqualTo(1000);
            SocketServer.Owner owner = server.owner();
            assertClosedOnce(owner);
            assertThat(owner.texts).isEmpty();
        }
    }

    @Test
    void closeFrameArrivesThoughMegabytesAreStillComingIn() {
        try (RawWebSocket client = RawWebSocket.open(server.port(), "/ws")) {
            client.write(header(0x81, true, 10_000_000));
            for (int i = 0; i < 40; i++) {
                client.write(new byte[250_000]);
            }
            assertThat(client.readClose()).isEqualTo(1009);
            assertThat(client.readEnd()).as("no reset").isTrue();
            assertClosedOnce(server.owner());
        }
    }

    @Test
    void peerThatNeverClosesIsDroppedAfterTheLingerTime() {
        try (SocketServer quick = new SocketServer(SocketServer.QUICK);
                RawWebSocket client = RawWebSocket.open(quick.port(), "/ws")) {
            client.send("close");
            assertThat(client.readClose()).isEqualTo(CloseCode.REPLACED.code());
            SocketServer.Owner owner = quick.owner();
            assertClosedOnce(owner);
            // It goes on sending; the server resets it once it has given up.
            long deadline = System.nanoTime() + 30_000_000_000L;
            assertThat(writesFail(client, deadline)).isTrue();
            assertThat(owner.texts).containsExactly("close");
        }
    }

    private static boolean writesFail(RawWebSocket client, long deadline) {
        while (System.nanoTime() < deadline) {
            try {
                client.send("still here");
            } catch (java.io.UncheckedIOException e) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    /** Node takes an end that comes right behind the close frame for a lost connection, where a message is being inflated. */
    @Test
    void theEndWaitsForThePeersAnswerToTheClose() {
        try (RawWebSocket client = RawWebSocket.open(server.port(), "/ws")) {
            client.send("close");
            assertThat(client.readClose()).isEqualTo(CloseCode.REPLACED.code());
            assertThat(client.isSilentFor(Duration.ofMillis(200))).isTrue();
            client.send("late");
            client.close(CloseCode.REPLACED.code());
            assertThat(client.readEnd()).isTrue();
            SocketServer.Owner owner = server.owner();
            assertClosedOnce(owner);
            assertThat(owner.texts).containsExactly("close");
        }
    }

    @Test
    void ownersCloseIsTheLastThingWrittenAndTheFirstCodeCounts() {
        try (RawWebSocket client = RawWebSocket.open(server.port(), "/ws")) {
            client.send("before");
            client.send("close");
            assertThat(client.readText()).isEqualTo("before");
            assertThat(client.read()).satisfies(frame -> {
                assertThat(frame.opcode()).isEqualTo(RawWebSocket.CLOSE);
                assertThat(frame.closeCode()).isEqualTo(CloseCode.REPLACED.code());
                assertThat(new String(frame.payload(), 2, frame.payload().length - 2, StandardCharsets.UTF_8))
                        .isEqualTo(CloseCode.REPLACED.reason());
            });
            assertThat(client.readEnd()).isTrue();
            assertClosedOnce(server.owner());
        }
    }

    @Test
    void ownerThatThrowsHasItsSocketClosed() {
        try (RawWebSocket client = RawWebSocket.open(server.port(), "/ws")) {
            client.send("throw");
            assertThat(client.readClose()).isEqualTo(1011);
            assertClosedOnce(server.owner());
        }
    }

    @Test
    void ownerMayCloseAtOnce() {
        try (RawWebSocket client = RawWebSocket.connect(server.port())) {
            client.write(RawWebSocket.request("/full"));
            client.send("right behind");
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 101");
            assertThat(client.readText()).isEqualTo("too many");
            assertThat(client.readClose()).isEqualTo(4504);
            assertThat(client.readEnd()).isTrue();
            SocketServer.Owner owner = server.owner();
            assertClosedOnce(owner);
            assertThat(owner.texts).isEmpty();
        }
    }

    @Test
    void ownerThatCannotBeMadeClosesTheSocket() {
        try (RawWebSocket client = RawWebSocket.open(server.port(), "/broken")) {
            assertThat(client.readClose()).isEqualTo(1011);
            assertThat(client.readEnd()).isTrue();
        }
    }

    @Test
    void peerThatVanishesIsNoticed() {
        try (RawWebSocket halfClosed = RawWebSocket.open(server.port(), "/ws")) {
            halfClosed.shutdownOutput();
            assertClosedOnce(server.owner());
        }
        try (RawWebSocket reset = RawWebSocket.open(server.port(), "/ws")) {
            reset.reset();
            assertClosedOnce(server.owner());
        }
    }

    @Test
    void textMayBeSplitAnywhereAndMixedWithPings() {
        try (RawWebSocket client = RawWebSocket.open(server.port(), "/ws")) {
            byte[] text = utf8("gr\u00FC\u00DFe \uD83D\uDE00");
            client.write(frame(0x01, true, new byte[0]));
            for (byte one : text) {
                client.write(frame(0x00, true, new byte[] {one}));
                client.write(frame(0x89, true, new byte[] {one}));
                assertThat(client.read().payload()).containsExactly(one);
            }
            client.write(frame(0x80, true, new byte[0]));
            assertThat(client.readText()).isEqualTo("gr\u00FC\u00DFe \uD83D\uDE00");
            server.owner();
        }
    }

    @Test
    void replacementCharacterIsAGoodCharacter() {
        try (RawWebSocket client = RawWebSocket.open(server.port(), "/ws")) {
            client.send("\uFFFD");
            assertThat(client.readText()).isEqualTo("\uFFFD");
            server.owner();
        }
    }

    @Test
    void messagesUpToTheLimitAreRead() {
        String longest = "x".repeat(LIMIT);
        try (RawWebSocket client = RawWebSocket.open(server.port(), "/ws")) {
            client.send(longest);
            assertThat(client.readText()).isEqualTo(longest);
            client.write(frame(0x01, true, utf8(longest.substring(1))));
            client.write(frame(0x80, true, utf8("y")));
            assertThat(client.readText()).isEqualTo(longest.substring(1) + "y");
            client.send("");
            assertThat(client.readText()).isEmpty();
            server.owner();
        }
    }

    static void assertClosedOnce(SocketServer.Owner owner) {
        assertThat(SocketServer.next(owner.closed))
                .as("open when told of the end")
                .isFalse();
        // One more turn of its loop: nothing else has been queued there.
        var turn = new java.util.concurrent.CompletableFuture<Void>();
        owner.socket.execute(() -> turn.complete(null));
        turn.join();
        assertThat(owner.closed).isEmpty();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    private static byte[] bytes(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
