package io.devthread.realtime.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devthread.realtime.community.CommunityApi;
import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.gateway.Socket;
import io.devthread.realtime.gateway.SocketListener;
import io.devthread.realtime.gateway.socket.SocketConfig;
import io.devthread.realtime.gateway.socket.WebSocketUpgrade;
import io.devthread.realtime.testkit.RawWebSocket;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestDeadlinesIT {
    private static final Duration LIMIT = Duration.ofSeconds(1);

    /** More than what the system keeps for both ends. */
    private static final int BIG = 16 << 20;

    private static HttpStage stage;

    @BeforeAll
    static void open() throws Exception {
        WebSocketUpgrade upgrade = new WebSocketUpgrade(SocketConfig.defaults());
        stage = new HttpStage(LIMIT, router -> {
            router.route("/ws").handler(context -> upgrade.upgrade(context.request(), RequestDeadlinesIT::echo));
            router.route("/big").handler(context -> context.response().end(Buffer.buffer(new byte[BIG])));
        });
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "G",
                "GET / HTTP/1.1\r\nHost: x\r\nX-A: ",
                "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
                "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
                "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgr",
                "POST /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nContent-Length: 9\r\n\r\n",
            })
    void whoTricklesItsRequestIsDropped(String begin) throws Exception {
        try (java.net.Socket socket = stage.connect()) {
            socket.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
            Instant begun = Instant.now();
            assertThat(tricklesUntilDropped(socket)).isTrue();
            assertThat(Duration.between(begun, Instant.now())).isLessThan(LIMIT.multipliedBy(10));
        }
    }

    @Test
    void aConnectionIsKeptForTheNextRequestAWhileAndThenDropped() throws Exception {
        byte[] request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try (java.net.Socket socket = stage.connect()) {
            socket.getOutputStream().write(request);
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            LockSupport.parkNanos(LIMIT.multipliedBy(HttpStage.KEPT / 2).toNanos());
            socket.getOutputStream().write(request);
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .containsOnlyOnce("HTTP/1.1 200");
        }
    }

    @Test
    void anAnswerThatTakesLongerThanTheLimitIsWaitedForAlsoBehindAnother() throws Exception {
        Promise<CommunityApi.Profile> late = Promise.promise();
        stage.serve(CommunityApi.USER, find -> late.future());
        stage.vertx.setTimer(
                LIMIT.multipliedBy(2).toMillis(),
                timer -> late.complete(new CommunityApi.Profile(HttpStage.ALICE, "alice", Instant.EPOCH, 0, 0, false)));
        String pipelined =
                "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /api/v1/users/a HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                        + stage.token() + "\r\n\r\n";
        try (java.net.Socket socket = stage.connect()) {
            socket.getOutputStream().write(pipelined.getBytes(StandardCharsets.US_ASCII));
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answers).contains("the app", "\"username\":\"alice\"");
        }
    }

    @Test
    void whoDoesNotTakeItsAnswerIsDropped() throws Exception {
        try (java.net.Socket socket = stage.connect()) {
            socket.getOutputStream().write("GET /big HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            assertThatThrownBy(() -> writesOn(socket, 30)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void whoTakesItsAnswerSlowlyGetsItWhole() throws Exception {
        try (java.net.Socket socket = stage.connect()) {
            // With a large one the kernel takes much at a time, on a busy machine less often than the limit.
            socket.setReceiveBufferSize(64 << 10);
            socket.getOutputStream().write("GET /big HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Instant begun = Instant.now();
            int taken = 0;
            while (Duration.between(begun, Instant.now()).compareTo(LIMIT.multipliedBy(3)) < 0) {
                taken += socket.getInputStream().readNBytes(64 << 10).length;
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
            assertThat(taken).isLessThan(BIG / 2);
            taken += socket.getInputStream().readAllBytes().length;
            assertThat(taken).isGreaterThan(BIG);
        }
    }

    @Test
    void whoAsksOnAndOnAndTakesNothingIsDropped() throws Exception {
        byte[] requests =
                "GET /main-ABCDEFGH.js HTTP/1.1\r\nHost: x\r\n\r\n".repeat(100).getBytes(StandardCharsets.US_ASCII);
        try (java.net.Socket socket = stage.connect()) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 400; i++) {
                            socket.getOutputStream().write(requests);
                        }
                        writesOn(socket, 30);
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aTakenOverSocketIsBoundByNoneOfThis() throws Exception {
        RawWebSocket socket = RawWebSocket.open(stage.port, "/ws");
        long silence = LIMIT.multipliedBy(3).toMillis();
        Promise<Void> passed = Promise.promise();
        stage.vertx.setTimer(silence, timer -> passed.complete());
        passed.future().await();
        socket.send("still here");
        assertThat(socket.readText()).isEqualTo("still here");
    }

    /** Reads nothing: that the other end has gone shows when one writes. */
    private static void writesOn(java.net.Socket socket, int seconds) throws IOException {
        for (int i = 0; i < seconds * 10; i++) {
            socket.getOutputStream().write('a');
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    /** A byte now and then keeps no connection open; an answer that comes at once is read and does not count. */
    private static boolean tricklesUntilDropped(java.net.Socket socket) throws IOException {
        socket.setSoTimeout(100);
        OutputStream out = socket.getOutputStream();
        int trickled = 0;
        while (trickled < 100) {
            try {
                if (socket.getInputStream().read() == -1) {
                    return true;
                }
            } catch (SocketTimeoutException open) {
                out.write('a');
                trickled++;
            } catch (IOException reset) {
                return true;
            }
        }
        return false;
    }

    private static SocketListener echo(Socket socket) {
        return new SocketListener() {
            @Override
            public void onText(String text) {
                socket.send(Frame.of(text));
            }

            @Override
            public void onWritable() {}

            @Override
            public void onClosed() {
                socket.close(CloseCode.NORMAL);
            }
        };
    }
}
