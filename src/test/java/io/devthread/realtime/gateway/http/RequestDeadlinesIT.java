package io.devthread.realtime.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.community.CommunityApi;
import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.gateway.Socket;
import io.devthread.realtime.gateway.SocketListener;
import io.devthread.realtime.gateway.socket.SocketConfig;
import io.devthread.realtime.gateway.socket.WebSocketUpgrade;
import io.devthread.realtime.testkit.RawWebSocket;
import io.vertx.core.Promise;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestDeadlinesIT {
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private static HttpStage stage;

    @BeforeAll
    static void open() throws Exception {
        WebSocketUpgrade upgrade = new WebSocketUpgrade(SocketConfig.defaults());
        stage = new HttpStage(LIMIT, router -> router.route("/ws")
                .handler(context -> upgrade.upgrade(context.request(), RequestDeadlinesIT::echo)));
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
    void aConnectionThatIsIdleAfterItsAnswerIsDropped() throws Exception {
        try (java.net.Socket socket = stage.connect()) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200");
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
    void aTakenOverSocketIsBoundByNoneOfThis() throws Exception {
        RawWebSocket socket = RawWebSocket.open(stage.port, "/ws");
        long silence = LIMIT.multipliedBy(3).toMillis();
        Promise<Void> passed = Promise.promise();
        stage.vertx.setTimer(silence, timer -> passed.complete());
        passed.future().await();
        socket.send("still here");
        assertThat(socket.readText()).isEqualTo("still here");
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
