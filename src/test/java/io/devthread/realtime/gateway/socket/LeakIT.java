package io.devthread.realtime.gateway.socket;

import static io.devthread.realtime.testkit.RawWebSocket.DEFLATE;
import static io.devthread.realtime.testkit.RawWebSocket.PING;
import static io.devthread.realtime.testkit.RawWebSocket.PONG;
import static io.devthread.realtime.testkit.RawWebSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.testkit.RawWebSocket;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** No buffer is lost, however a connection ends: Netty's leak detector tracks every one of them here. */
class LeakIT {
    private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);

    @BeforeEach
    void track() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void untrack() {
        logger.detachAppender(log);
        ResourceLeakDetector.setLevel(before);
    }

    @Test
    void noBufferIsLost() {
        try (SocketServer server = new SocketServer()) {
            // Only now: the first Vert.x of a process switches the detector off.
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
            for (int round = 0; round < 20; round++) {
                orderly(server.port());
                violated(server.port(), frame(0x82, true, new byte[5_000]));
                violated(server.port(), frame(0x81, true, new byte[70_000]));
                violated(server.port(), frame(0xC1, true, RawWebSocket.deflate(new byte[5_000_000])));
                violated(server.port(), frame(0xC1, true, new byte[] {-1, -1, -1, -1}));
                cutWithinAMessage(server);
                cutWithinAFrame(server);
                stuck(server);
            }
        }
        assertThat(leaks()).isEmpty();
    }

    @Test
    void detectorSeesALeak() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        for (int i = 0; i < 100; i++) {
            PooledByteBufAllocator.DEFAULT.directBuffer(64).writeByte(i);
        }
        assertThat(leaks()).isNotEmpty();
    }

    private static void orderly(int port) {
        try (RawWebSocket client = RawWebSocket.open(port, "/ws", DEFLATE)) {
            client.send("x".repeat(2_000));
            client.write(frame(0x41, true, RawWebSocket.deflate(new byte[0])));
            client.write(frame(PING, "between"));
            client.write(frame(0x80, true, new byte[0]));
            assertThat(client.readText()).hasSize(2_000);
            assertThat(client.readText()).isEmpty();
            client.close(1000);
            assertThat(client.readClose()).isEqualTo(1000);
        }
    }

    private static void violated(int port, byte[] bytes) {
        try (RawWebSocket client = RawWebSocket.open(port, "/ws", DEFLATE)) {
            client.write(bytes);
            client.send("more of it");
            client.readClose();
        }
    }

    private static void cutWithinAMessage(SocketServer server) {
        server.opened.clear();
        try (RawWebSocket client = RawWebSocket.open(server.port(), "/ws", DEFLATE)) {
            client.write(frame(0x01, true, new byte[30_000]));
            client.write(frame(PING, "read so far?"));
            assertThat(client.read().opcode()).isEqualTo(PONG);
            client.reset();
            CloseCodesIT.assertClosedOnce(server.owner());
        }
    }

    private static void cutWithinAFrame(SocketServer server) {
        server.opened.clear();
        try (RawWebSocket client = RawWebSocket.open(server.port(), "/ws", DEFLATE)) {
            client.write(RawWebSocket.header(0x81, true, 60_000));
            client.write(new byte[30_000]);
            client.shutdownOutput();
            CloseCodesIT.assertClosedOnce(server.owner());
        }
    }

    private static void stuck(SocketServer server) {
        server.opened.clear();
        try (RawWebSocket client =
                RawWebSocket.withReceiveBuffer(server.port(), 4_096).upgrade("/ws")) {
            SocketServer.Owner owner = server.owner();
            owner.socket.execute(() -> OutputIT.fill(owner.socket, 500_000));
            client.write(frame(PING, "owed"));
            client.write(frame(PING, "owed instead"));
            client.send("quiet");
            assertThat(SocketServer.next(owner.texts)).isEqualTo("quiet");
            client.reset();
            CloseCodesIT.assertClosedOnce(owner);
            owner.socket.execute(() -> owner.socket.send(Frame.of("nobody there")));
        }
    }

    /** The detector reports what the collector has found unreachable, at the next buffer it tracks. */
    private List<String> leaks() {
        for (int i = 0; i < 5; i++) {
            System.gc();
            PooledByteBufAllocator.DEFAULT.directBuffer(64).release();
        }
        return log.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(message -> message.startsWith("LEAK"))
                .toList();
    }
}
