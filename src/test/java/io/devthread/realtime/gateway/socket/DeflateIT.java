package io.devthread.realtime.gateway.socket;

import static io.devthread.realtime.testkit.RawWebSocket.DEFLATE;
import static io.devthread.realtime.testkit.RawWebSocket.deflate;
import static io.devthread.realtime.testkit.RawWebSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.testkit.RawWebSocket;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** permessage-deflate: what is agreed, that each message stands alone, and that a bomb costs the limit. */
class DeflateIT {
    private static final int TEXT_DEFLATED = 0xC1;
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

    @Test
    void browsersOfferGetsCompressionWithoutContextBothWays() {
        try (RawWebSocket client = open()) {
            assertThat(client.answer())
                    .contains("\r\nSec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover;"
                            + " client_no_context_takeover\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate; server_max_window_bits=7",
                "permessage-deflate; client_max_window_bits=7",
                "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
                "permessage-deflate; what=ever",
                "permessage-deflate;;",
                "permessage-deflate; =",
                "x-webkit-deflate-frame",
                "\u0000\u0001;=,;,"
            })
    void offerThatCannotBeKeptIsDeclinedAndTheConnectionWorks(String offer) {
        try (RawWebSocket client = RawWebSocket.connect(server.port())) {
            client.write(RawWebSocket.request("/ws", "Sec-WebSocket-Extensions: " + offer));
            String answer = client.readAnswer();
            if (offer.startsWith("\u0000")) {
                assertThat(answer).startsWith("HTTP/1.1 400");
                return;
            }
            assertThat(answer).startsWith("HTTP/1.1 101").doesNotContain("Extensions");
            client.send("works");
            assertThat(client.readText()).isEqualTo("works");
            client.write(frame(TEXT_DEFLATED, true, deflate(utf8("not agreed"))));
            assertThat(client.readClose()).isEqualTo(1002);
        }
    }

    /** As clients offer that save memory, such as Python's websockets. */
    @Test
    void aSmallerWindowOfTheClientIsKeptBySendingWhatIsLongerPlain() {
        String text = "the same words again and again ".repeat(100);
        try (RawWebSocket client = RawWebSocket.connect(server.port())) {
            client.write(RawWebSocket.request(
                    "/ws",
                    "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=12;"
                            + " client_max_window_bits=12"));
            assertThat(client.readAnswer()).contains("client_no_context_takeover; server_max_window_bits=12\r\n");
            client.send(text);
            assertThat(client.read().deflated()).isTrue();
            client.send(text + text);
            RawWebSocket.Received longer = client.read();
            assertThat(longer.deflated()).isFalse();
            assertThat(longer.text()).isEqualTo(text + text);
        }
    }

    @Test
    void eachReplyCanBeInflatedAlone() {
        String text = "the same words again and again ".repeat(20);
        try (RawWebSocket client = open()) {
            for (int i = 0; i < 3; i++) {
                client.write(frame(TEXT_DEFLATED, true, deflate(utf8(text + i))));
                RawWebSocket.Received reply = client.read();
                assertThat(reply.deflated()).isTrue();
                assertThat(reply.payload().length).isLessThan(100);
                assertThat(reply.text()).isEqualTo(text + i);
            }
        }
    }

    @Test
    void smallAndIncompressibleFramesGoPlain() {
        String noise = new Random(7)
                .ints(4_000, 0x4E00, 0x9FA5)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        try (RawWebSocket client = open()) {
            client.send("x".repeat(255));
            assertThat(client.read().deflated()).isFalse();
            client.send("x".repeat(256));
            assertThat(client.read().deflated()).isTrue();
            client.send(noise);
            assertThat(client.read().text()).isEqualTo(noise);
        }
    }

    @ParameterizedTest(name = "{0} bytes in {1} fragments: {2}")
    @CsvSource({
        "60000,1,0",
        "65536,1,0",
        "65537,1,1009",
        "70000,1,1009",
        "1000000,1,1009",
        "50000000,1,1009",
        "60000,60,0",
        "65536,77,0",
        "65537,30,1009",
        "1000000,500,1009",
        "50000000,2000,1009"
    })
    void bombEndsAtTheLimit(int size, int fragments, int code) {
        byte[] zeros = new byte[size];
        Arrays.fill(zeros, (byte) 'x');
        byte[] deflated = deflate(zeros);
        try (RawWebSocket client = open()) {
            client.write(inFragments(deflated, Math.min(fragments, deflated.length)));
            if (code == 0) {
                assertThat(client.readText()).hasSize(size);
            } else {
                assertThat(client.readClose()).isEqualTo(code);
                assertThat(client.readEnd()).isTrue();
            }
        }
    }

    @Test
    void incompressibleMessageOfTheFullLimitIsRead() {
        byte[] noise = new byte[LIMIT];
        new Random(1).nextBytes(noise);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (byte) (33 + (noise[i] & 63));
        }
        // Level 0 deflates to more bytes than went in.
        java.util.zip.Deflater stored = new java.util.zip.Deflater(0, true);
        stored.setInput(noise);
        byte[] out = new byte[LIMIT + 1_000];
        int length = stored.deflate(out, 0, out.length, java.util.zip.Deflater.SYNC_FLUSH) - 4;
        stored.end();
        assertThat(length).isGreaterThan(LIMIT);
        try (RawWebSocket client = open()) {
            client.write(frame(TEXT_DEFLATED, true, Arrays.copyOf(out, length)));
            assertThat(client.readText()).isEqualTo(new String(noise, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void plainMessageOverTheLimitIsRefusedThoughDeflatedOnesMayBeLongerOnTheWire() {
        try (RawWebSocket client = open()) {
            client.write(frame(0x81, true, new byte[LIMIT + 1]));
            assertThat(client.readClose()).isEqualTo(1009);
        }
    }

    @ParameterizedTest(name = "{0} gives {1}")
    @CsvSource({
        "a1, 1002", // RSV2
        "91, 1002", // RSV3
        "e1, 1002", // RSV1 and RSV2
        "c9, 1002", // a deflated ping
        "c2, 1003", // deflated binary
        "41 c0, 1002" // RSV1 again, on the continuation
    })
    void reservedBitsMeanOnlyWhatWasAgreed(String firstBytes, int code) {
        try (RawWebSocket client = open()) {
            for (String first : firstBytes.split(" ")) {
                client.write(frame(Integer.parseInt(first, 16), true, deflate(utf8("hello"))));
            }
            assertThat(client.readClose()).isEqualTo(code);
            assertThat(client.readEnd()).isTrue();
        }
    }

    @Test
    void closeIsNeverDeflated() {
        try (RawWebSocket client = open()) {
            client.write(frame(0xC8, true, new byte[] {3, (byte) 0xE8}));
            assertThat(client.readClose()).isEqualTo(1002);
        }
    }

    @Test
    void garbageInsteadOfDeflatedDataIs1007() {
        try (RawWebSocket client = open()) {
            client.write(frame(TEXT_DEFLATED, true, HexFormat.of().parseHex("ffffffffffff")));
            assertThat(client.readClose()).isEqualTo(1007);
        }
    }

    @Test
    void badUtf8InsideDeflatedDataIs1007() {
        try (RawWebSocket client = open()) {
            client.write(frame(TEXT_DEFLATED, true, deflate(new byte[] {(byte) 0xC3, 0x28})));
            assertThat(client.readClose()).isEqualTo(1007);
        }
    }

    @Test
    void endlessFinalBlocksAreRefused() {
        byte[] blocks = new byte[60_000];
        for (int i = 0; i < blocks.length; i += 2) {
            blocks[i] = 3; // an empty block with BFINAL set: 03 00
        }
        try (RawWebSocket client = open()) {
            client.write(frame(TEXT_DEFLATED, true, blocks));
            assertThat(client.readClose()).isEqualTo(1007);
        }
    }

    /** The examples of RFC 7692, section 7.2.3. */
    @ParameterizedTest
    @CsvSource({
        "f248cdc9c90700", // one block
        "f3 48 cd c9 c9 07 00 00", // a block with BFINAL set
        "f2 48 05 00 00 00 ff ff ca c9 c9 07 00", // two blocks
        "00 05 00 fa ff 48 65 6c 6c 6f 00" // stored
    })
    void everyFormOfDeflatedHelloIsRead(String hex) {
        try (RawWebSocket client = open()) {
            client.write(frame(TEXT_DEFLATED, true, HexFormat.of().parseHex(hex.replace(" ", ""))));
            assertThat(client.readText()).isEqualTo("Hello");
        }
    }

    private static RawWebSocket open() {
        return RawWebSocket.open(server.port(), "/ws", DEFLATE);
    }

    private static byte[] inFragments(byte[] message, int count) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) message.length * i / count);
            int to = (int) ((long) message.length * (i + 1) / count);
            int first = (i == 0 ? 0x41 : 0) | (i == count - 1 ? 0x80 : 0);
            out.writeBytes(frame(first, true, Arrays.copyOfRange(message, from, to)));
        }
        return out.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
