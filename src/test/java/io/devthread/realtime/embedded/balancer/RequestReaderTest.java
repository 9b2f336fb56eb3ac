package io.devthread.realtime.embedded.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the pieces in which it comes: the same requests are found, and every byte goes on in its order. */
class RequestReaderTest {
    private static final String GET = "GET /sockjs/info HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String POST =
            "POST /sockjs/1/a/xhr_send HTTP/1.1\r\nHost: a\r\ncontent-length: 14\r\n\r\nGET /x HTTP\r\n\r";
    private static final String CHUNKED = "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "b;x=1\r\nGET /y\r\n\r\n1\r\n3\r\nabc\r\n0\r\nTrailer: 1\r\n\r\n";
    private static final String UPGRADE = "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n";
    private static final String UNCLEAR =
            "POST /u HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n";

    static List<Arguments> conversations() {
        return List.of(
                Arguments.of(
                        GET + POST + CHUNKED + GET,
                        List.of("/sockjs/info", "/sockjs/1/a/xhr_send", "/c", "/sockjs/info")),
                Arguments.of(GET + UPGRADE + GET + POST, List.of("/sockjs/info", "/ws")),
                Arguments.of(UNCLEAR + GET, List.of("/u")),
                Arguments.of("POST /b HTTP/1.1\r\nContent-Length: +5\r\n\r\n" + GET, List.of("/b")),
                Arguments.of("POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + GET, List.of("/b")),
                Arguments.of("no HTTP at all\r\n\r\n" + GET, List.of("", "/sockjs/info")),
                Arguments.of("x".repeat(70_000) + GET, List.of()));
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void everyRequestIsFoundAndNoByteIsLost(String said, List<String> targets) {
        for (int piece : new int[] {1, 7, said.length()}) {
            Sink sink = new Sink();
            RequestReader reader = new RequestReader(sink);
            for (int at = 0; at < said.length(); at += piece) {
                reader.read(Buffer.buffer(said.substring(at, Math.min(said.length(), at + piece))));
            }
            assertThat(sink.targets).as("in pieces of %d", piece).isEqualTo(targets);
            assertThat(sink.bytes.toString()).isEqualTo(said);
        }
    }

    private static final class Sink implements RequestReader.Sink {
        private final List<String> targets = new ArrayList<>();
        private final Buffer bytes = Buffer.buffer();

        @Override
        public void request(String target, Buffer head) {
            targets.add(target);
            bytes.appendBuffer(head);
        }

        @Override
        public void more(Buffer more) {
            bytes.appendBuffer(more);
        }
    }
}
