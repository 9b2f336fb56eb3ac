package io.devthread.realtime.gateway.socket;

import static io.devthread.realtime.testkit.RawWebSocket.PING;
import static io.devthread.realtime.testkit.RawWebSocket.PONG;
import static io.devthread.realtime.testkit.RawWebSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.RawWebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pings every 100 ms here, and 2 s of silence end a connection. */
class HeartbeatIT {
    private static final SocketConfig FAST =
            new SocketConfig(1 << 16, 1 << 18, Duration.ofMillis(100), Duration.ofSeconds(2), Duration.ofMillis(400));
    private static SocketServer server;

    @BeforeAll
    static void start() {
        server = new SocketServer(FAST);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void silentPeerIsPingedThenClosedWith4009() {
        long before = System.nanoTime();
        try (RawWebSocket client = RawWebSocket.open(server.port(), "/ws")) {
            assertThat(client.read().opcode()).isEqualTo(PING);
            int pings = 1;
            RawWebSocket.Received received = client.read();
            for (; received.opcode() == PING; received = client.read()) {
                pings++;
            }
            long silence = System.nanoTime() - before;
            assertThat(received.closeCode()).isEqualTo(4009);
            assertThat(pings)
                    .isBetween(2, 1 + (int) (silence / FAST.pingInterval().toNanos()));
            assertThat(silence).isGreaterThanOrEqualTo(Duration.ofMillis(1_900).toNanos());
            assertThat(client.readEnd()).isTrue();
            CloseCodesIT.assertClosedOnce(server.owner());
        }
    }

    /** Sockets are looked at in turns. */
    @Test
    void eachOfManyIsPinged() {
        List<RawWebSocket> clients = Stream.generate(() -> RawWebSocket.open(server.port(), "/ws"))
                .limit(20)
                .toList();
        try {
            assertThat(clients)
                    .allSatisfy(client -> assertThat(client.read().opcode()).isEqualTo(PING));
        } finally {
            clients.forEach(RawWebSocket::close);
        }
    }

    /** Who stands still itself is silent: so it has several tries. */
    @Test
    void pongsKeepAConnection() {
        Eventually.passes(Duration.ofMinutes(1), HeartbeatIT::pongsForThreeSeconds);
    }

    private static Void pongsForThreeSeconds() {
        server.opened.clear();
        try (RawWebSocket client = RawWebSocket.open(server.port(), "/ws")) {
            SocketServer.Owner owner = server.owner();
            long seen = owner.socket.lastSeenNanos();
            long end = System.nanoTime() + Duration.ofMillis(3_000).toNanos();
            while (System.nanoTime() < end) {
                assertThat(client.read().opcode()).isEqualTo(PING);
                client.write(frame(PONG, ""));
            }
            client.send("alive");
            assertThat(client.readText()).isEqualTo("alive");
            assertThat(owner.socket.lastSeenNanos() - seen)
                    .isGreaterThan(Duration.ofMillis(1_000).toNanos());
            return null;
        }
    }

    @Test
    void pauseOfTheServerIsNotThePeersSilence() {
        try (RawWebSocket client = RawWebSocket.open(server.port(), "/ws")) {
            SocketServer.Owner owner = server.owner();
            var awake = new CompletableFuture<Long>();
            owner.socket.execute(() -> {
                standStill(Duration.ofSeconds(3));
                awake.complete(System.nanoTime());
            });
            assertThat(client.readClose()).isEqualTo(4009);
            assertThat(System.nanoTime() - awake.join())
                    .isGreaterThan(Duration.ofMillis(1_000).toNanos());
        }
    }

    private static void standStill(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void halfAFrameIsNoSignOfLife() {
        try (RawWebSocket client = RawWebSocket.open(server.port(), "/ws")) {
            client.write(RawWebSocket.header(0x81, true, 100));
            assertThat(client.readClose()).isEqualTo(4009);
            CloseCodesIT.assertClosedOnce(server.owner());
        }
    }

    @Test
    void peerThatStopsReadingIsEndedToo() {
        try (RawWebSocket client =
                RawWebSocket.withReceiveBuffer(server.port(), 4_096).upgrade("/ws")) {
            SocketServer.Owner owner = server.owner();
            owner.socket.execute(() -> OutputIT.fill(owner.socket, 4_000_000));
            CloseCodesIT.assertClosedOnce(owner);
        }
    }
}
