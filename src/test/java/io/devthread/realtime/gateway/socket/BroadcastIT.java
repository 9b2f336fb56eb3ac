package io.devthread.realtime.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.gateway.Connections;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.gateway.Member;
import io.devthread.realtime.gateway.Socket;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.RawWebSocket;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** 1,000 real sockets on two event loops: exact counts, and how few system calls they take. */
class BroadcastIT {
    private static final int COUNT = 1_000;
    private final List<RawWebSocket> clients = new ArrayList<>();
    private final Connections<Joined> connections = new Connections<>();
    private SocketServer server;

    private record Joined(String connectionId, UserId user, String userAgent, Socket socket) implements Member {}

    @BeforeEach
    void open() {
        server = new SocketServer(SocketServer.QUICK, new HttpServerOptions(), true, 2);
        for (int i = 0; i < COUNT; i++) {
            // Every second one with compression, so both forms of a frame are on their way at once.
            clients.add(
                    i % 2 == 0
                            ? RawWebSocket.open(server.port(), "/ws")
                            : RawWebSocket.open(server.port(), "/ws", RawWebSocket.DEFLATE));
            Joined joined = new Joined("c" + i, new UserId(new UUID(0, i)), "", server.owner().socket);
            connections.add(joined);
            connections.subscribe(joined, "feed");
        }
    }

    @AfterEach
    void close() {
        clients.forEach(RawWebSocket::close);
        server.close();
    }

    @Test
    void eventReachesEachOfAThousandExactlyOnce() {
        String text = "{\"event\":\"" + "post ".repeat(100) + "\"}";
        assertThat(server.owners.stream().map(owner -> owner.socket.loop()).distinct())
                .hasSize(2);
        connections.toChannel("feed", Frame.of(text));
        connections.toUser(new UserId(new UUID(0, 7)), Frame.of("for seven"));
        connections.forAll(joined -> joined.socket().send(Frame.of("end")));
        for (int i = 0; i < COUNT; i++) {
            RawWebSocket.Received event = clients.get(i).read();
            assertThat(event.text()).isEqualTo(text);
            assertThat(event.deflated()).isEqualTo(i % 2 == 1);
            if (i == 7) {
                assertThat(clients.get(i).readText()).isEqualTo("for seven");
            }
            assertThat(clients.get(i).readText()).isEqualTo("end");
        }
    }

    @Test
    void burstOfSixteenFramesEachTakesOneSystemCallPerConnection() throws IOException {
        connections.toChannel("feed", Frame.of("warm"));
        clients.forEach(client -> assertThat(client.readText()).isEqualTo("warm"));
        long before = writes();
        connections.forChannel("feed", joined -> {
            for (int i = 0; i < 16; i++) {
                joined.socket().send(Frame.of("frame " + i));
            }
        });
        for (RawWebSocket client : clients) {
            for (int i = 0; i < 16; i++) {
                assertThat(client.readText()).isEqualTo("frame " + i);
            }
        }
        long calls = writes() - before;
        System.out.println("send calls per 1,000 frames of a burst: " + calls * 1_000 / (16 * COUNT));
        assertThat(calls).isBetween((long) COUNT, 80L * 16 * COUNT / 1_000);
    }

    /** The write calls of this process so far, as the kernel counts them. */
    private static long writes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/io")).stream()
                .filter(line -> line.startsWith("syscw: "))
                .mapToLong(line -> Long.parseLong(line.substring(7)))
                .findFirst()
                .orElseThrow();
    }
}
