package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.RawWebSocket;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.TestService;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many come at once, faster than they are let in, and there is a place for each to wait. */
class WaitingRoomIT {
    private static final int CROWD = 40;

    @Test
    void aCrowdWaitsForItsTurnsAndNobodyIsSentAway() {
        try (TestService service = TestService.start(Map.of(
                        "DEVTHREAD_GATEWAY_ADMISSION_PER_SECOND", "200",
                        "DEVTHREAD_GATEWAY_ADMISSION_BURST", "10",
                        "DEVTHREAD_GATEWAY_ADMISSION_LONGEST_WAIT", "10s"));
                RealtimeClient inside = service.register("inside").connect()) {
            inside.awaitWelcome();
            List<RawWebSocket> crowd =
                    IntStream.range(0, CROWD).mapToObj(i -> ask(service)).toList();
            assertThat(inside.call("system", "ping", Map.of()).path("event").asText())
                    .isEqualTo("pong");
            assertThat(crowd.stream().map(RawWebSocket::readAnswer))
                    .allSatisfy(answer -> assertThat(answer).startsWith("HTTP/1.1 101 "));
            assertThat(service.metric("devthread_admission_refused_total")).isZero();
            crowd.forEach(RawWebSocket::close);
        }
    }

    /** Nothing is read of who waits, so nobody can say that it takes too long to say what it wants. */
    @Test
    void whoWaitsForLongerThanARequestMayTakeIsAnsweredAllTheSame() {
        try (TestService service = TestService.start(Map.of(
                "DEVTHREAD_GATEWAY_REQUEST_TIMEOUT", "1s",
                "DEVTHREAD_GATEWAY_ADMISSION_PER_SECOND", "10",
                "DEVTHREAD_GATEWAY_ADMISSION_BURST", "1",
                "DEVTHREAD_GATEWAY_ADMISSION_LONGEST_WAIT", "10s"))) {
            List<RawWebSocket> crowd =
                    IntStream.range(0, CROWD).mapToObj(i -> ask(service)).toList();
            assertThat(crowd.stream().map(RawWebSocket::readAnswer))
                    .allSatisfy(answer -> assertThat(answer).matches("(?s)HTTP/1.1 (101|503) .*"));
            crowd.forEach(RawWebSocket::close);
        }
    }

    private static RawWebSocket ask(TestService service) {
        String token = service.token(new UserId(Ids.next()));
        RawWebSocket socket = RawWebSocket.connect(service.address().port());
        socket.write(RawWebSocket.request("/ws", "Authorization: Bearer " + token));
        return socket;
    }
}
