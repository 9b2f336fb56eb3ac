package io.devthread.realtime.gateway.socket;

import static io.devthread.realtime.testkit.RawWebSocket.PING;
import static io.devthread.realtime.testkit.RawWebSocket.PONG;
import static io.devthread.realtime.testkit.RawWebSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.gateway.Socket;
import io.devthread.realtime.testkit.RawWebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What goes out: order, the bound that the owner sees, pongs, and that nothing piles up. */
class OutputIT {
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
    void everyPingGetsItsPongInOrder() {
        try (RawWebSocket client = RawWebSocket.open(server.port(), "/ws")) {
            server.owner();
            for (int i = 0; i < 50; i++) {
                client.write(frame(PING, "ping " + i));
            }
            client.write(frame(PING, new byte[125]));
            for (int i = 0; i < 50; i++) {
                RawWebSocket.Received pong = client.read();
                assertThat(pong.opcode()).isEqualTo(PONG);
                assertThat(pong.text()).isEqualTo("ping " + i);
            }
            assertThat(client.read().payload()).hasSize(125);
        }
    }

    @Test
    void pingFloodOfAPeerThatDoesNotReadCostsABoundAndIsAnsweredLater() throws Exception {
        SocketConfig quick = new SocketConfig(
                1 << 16,
                1 << 16,
                java.time.Duration.ofMillis(300),
                java.time.Duration.ofSeconds(60),
                java.time.Duration.ofMillis(400));
        try (SocketServer other = new SocketServer(quick);
                RawWebSocket client =
                        RawWebSocket.withReceiveBuffer(other.port(), 4_096).upgrade("/ws")) {
            SocketServer.Owner owner = other.owner();
            byte[] flood = new byte[131 * 1_000];
            for (int i = 0; i < 1_000; i++) {
                System.arraycopy(frame(PING, new byte[125]), 0, flood, i * 131, 131);
            }
            long most = 0;
            for (int i = 0; i < 100; i++) {
                client.write(flood);
                most = Math.max(most, on(owner.socket, owner.socket::pendingBytes));
            }
            client.write(frame(PING, "the last"));
            assertThat(most).isBetween(10_000L, (long) quick.outboundBytes());
            RawWebSocket.Received received = client.read();
            while (!(received.opcode() == PONG && received.text().equals("the last"))) {
                received = client.read();
            }
        }
    }

    @Test
    void slowReadersBacklogIsSeenAndItsEndIsTold() throws Exception {
        try (RawWebSocket client =
                RawWebSocket.withReceiveBuffer(server.port(), 4_096).upgrade("/ws")) {
            SocketServer.Owner owner = server.owner();
            int bound = SocketServer.QUICK.outboundBytes();
            int sent = stuff(owner.socket, bound);
            assertThat(owner.writable).isEmpty();
            // Beyond the bound, only a quarter of it waits in the kernel (and what is on its way to the reader).
            assertThat(sent * 1_000L).isLessThan(3L * bound);
            int read = 0;
            while (owner.writable.isEmpty() && read < sent) {
                assertThat(client.readText()).hasSize(1_000);
                read++;
            }
            assertThat(SocketServer.next(owner.writable)).isLessThanOrEqualTo(bound / 4L);
            while (read < sent) {
                assertThat(client.readText()).hasSize(1_000);
                read++;
            }
            client.send("nothing lost");
            assertThat(client.readText()).isEqualTo("nothing lost");
            assertThat(owner.writable).isEmpty();
        }
    }

    @Test
    void closeOfASlowReaderComesBehindItsBacklogWhenItReadsInTime() throws Exception {
        try (RawWebSocket client =
                RawWebSocket.withReceiveBuffer(server.port(), 4_096).upgrade("/ws")) {
            SocketServer.Owner owner = server.owner();
            owner.socket.execute(() -> {
                fill(owner.socket, 100_000);
                owner.socket.close(CloseCode.SLOW_CONSUMER);
            });
            assertThat(client.readClose()).isEqualTo(4008);
            assertThat(client.readEnd()).isTrue();
            CloseCodesIT.assertClosedOnce(owner);
        }
    }

    @Test
    void framesOfAllLengthsArriveAsSent() throws Exception {
        try (RawWebSocket client = RawWebSocket.open(server.port(), "/ws")) {
            SocketServer.Owner owner = server.owner();
            int[] lengths = {0, 1, 125, 126, 127, 255, 256, 65_535, 65_536, 70_000, 300_000};
            owner.socket.execute(() -> {
                for (int length : lengths) {
                    owner.socket.send(Frame.of("é".repeat(length / 2) + "x".repeat(length % 2)));
                }
            });
            for (int length : lengths) {
                assertThat(client.readText()).isEqualTo("é".repeat(length / 2) + "x".repeat(length % 2));
            }
        }
    }

    @Test
    void ownerIsCalledInTheContextOfItsServer() throws Exception {
        try (RawWebSocket client = RawWebSocket.open(server.port(), "/ws")) {
            SocketServer.Owner owner = server.owner();
            var task = new CompletableFuture<io.vertx.core.Context>();
            owner.socket.execute(() -> task.complete(io.vertx.core.Vertx.currentContext()));
            assertThat(task.get(30, TimeUnit.SECONDS)).isSameAs(owner.context);
            assertThat(owner.context.isEventLoopContext()).isTrue();
            assertThat(owner.socket.remoteAddress()).isEqualTo("127.0.0.1");
            assertThat(owner.socket.transport()).isEqualTo("websocket");
            client.send("close");
            assertThat(client.readClose()).isEqualTo(4505);
        }
    }

    /** Sends frames of 1,000 characters until so much is pending, within one turn. */
    static int fill(Socket socket, long pending) {
        Frame frame = Frame.of("x".repeat(1_000));
        int count = 0;
        while (socket.isOpen() && socket.pendingBytes() < pending) {
            socket.send(frame);
            count++;
        }
        return count;
    }

    /** Sends, turn by turn, until more than so much is left after a turn. */
    private static int stuff(Socket socket, int bound) throws Exception {
        int sent = 0;
        while (on(socket, socket::pendingBytes) <= bound) {
            sent += on(socket, () -> fill(socket, bound + 1));
            on(socket, socket::isOpen); // the turn, and the flush at its end, are over
        }
        return sent;
    }

    static <T> T on(Socket socket, Supplier<T> question) throws Exception {
        var answer = new CompletableFuture<T>();
        socket.execute(() -> answer.complete(question.get()));
        return answer.get(30, TimeUnit.SECONDS);
    }
}
