package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.TestService;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rate limits and flooding (contract sections 2 and 2.6), with small buckets. Buckets refill while a slow machine
 * thinks: so what passes is compared with the time that it took.
 */
class LimitsIT {
    private static final int PER_SECOND = 5;
    private static final int BURST = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static TestService service;

    @BeforeAll
    static void startService() {
        service = TestService.start(Map.of(
                "DEVTHREAD_SESSION_RATES_COMMANDS_PER_SECOND", String.valueOf(PER_SECOND),
                "DEVTHREAD_SESSION_RATES_COMMANDS_BURST", String.valueOf(BURST),
                "DEVTHREAD_SOCKET_LINGER", "60s"));
    }

    @AfterAll
    static void stopService() {
        service.close();
    }

    @Test
    void whatIsOverTheBurstIsRefusedWithTheWait() {
        long start = System.nanoTime();
        try (RealtimeClient client = connect(someone())) {
            JsonNode refused = pingUntilRefused(start, client);
            assertThat(refused.path("code").asText()).isEqualTo("rate_limited");
            assertThat(refused.path("retry_after_ms").asLong()).isBetween(1L, 1_000L / PER_SECOND);
        }
    }

    @Test
    void theLimitCountsAllConnectionsOfAUser() {
        UserId user = someone();
        long start = System.nanoTime();
        try (RealtimeClient one = connect(user);
                RealtimeClient other = connect(user)) {
            pingUntilRefused(start, one, other);
        }
    }

    @Test
    void whoWaitsAsToldIsNeverClosed() {
        try (RealtimeClient client = connect(someone())) {
            int waits = 0;
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (waits < 15 && System.nanoTime() - end < 0) {
                JsonNode answer = ping(client);
                if (isRefusal(answer)) {
                    waitAsTold(answer.path("retry_after_ms").asLong());
                    waits++;
                }
            }
            assertThat(waits).isEqualTo(15);
            assertThat(isRefusal(ping(client))).isFalse();
            assertThat(client.isClosed()).isFalse();
        }
    }

    @Test
    void whoDoesNotWaitIsClosedWith4529() {
        try (RealtimeClient client = connect(someone())) {
            Eventually.holds("the flood is over", PATIENCE, () -> {
                if (!client.isClosed()) {
                    client.command("system", "ping", Map.of());
                }
                return client.isClosed();
            });
            assertThat(client.awaitClose()).isEqualTo(4529);
        }
    }

    /** Of another version, or a second token: refused at once, and all the same not for nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"v\":2,\"type\":\"system\",\"event\":\"ping\"}",
                "{\"v\":1,\"type\":\"system\",\"event\":\"authenticate\",\"data\":{\"token\":\"again\"}}"
            })
    void whatIsNoCommandHereCountsToo(String frame) {
        try (RealtimeClient client = connect(someone())) {
            client.awaitWelcome();
            Eventually.holds("the flood is over", PATIENCE, () -> {
                if (!client.isClosed()) {
                    client.sendText(frame);
                }
                return client.isClosed();
            });
            assertThat(client.awaitClose()).isEqualTo(4529);
        }
    }

    @Test
    void acknowledgementsAreOutsideTheLimits() {
        try (RealtimeClient client = connect(someone())) {
            client.awaitWelcome();
            IntStream.range(0, 200).forEach(i -> client.sendText("{\"type\":\"ack\",\"seq\":0}"));
            assertThat(ping(client).path("event").asText()).isEqualTo("pong");
        }
    }

    /**
     * Pings on one client after the other, each after the answer to the last: the whole burst must pass, and no more
     * than came back in the time since {@code start}, when no bucket had been there.
     */
    private static JsonNode pingUntilRefused(long start, RealtimeClient... clients) {
        int passed = 0;
        JsonNode answer = ping(clients[0]);
        while (!isRefusal(answer)) {
            passed++;
            assertThat(passed).isLessThanOrEqualTo(BURST + cameBackSince(start));
            answer = ping(clients[passed % clients.length]);
        }
        assertThat(passed).isGreaterThanOrEqualTo(BURST);
        return answer;
    }

    private static int cameBackSince(long start) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        assertThat(elapsed).isLessThan(PATIENCE);
        return (int) (elapsed.toMillis() * PER_SECOND / 1_000);
    }

    private static JsonNode ping(RealtimeClient client) {
        return client.call("system", "ping", Map.of());
    }

    private static boolean isRefusal(JsonNode answer) {
        return answer.path("type").asText().equals("error");
    }

    private static void waitAsTold(long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        Eventually.holds("the wait is over", () -> System.nanoTime() - end > 0);
    }

    private static UserId someone() {
        return new UserId(Ids.next());
    }

    private static RealtimeClient connect(UserId user) {
        return RealtimeClient.open(service.address().ws(), service.token(user));
    }
}
