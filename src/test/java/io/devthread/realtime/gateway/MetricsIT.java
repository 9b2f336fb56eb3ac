package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.SockJsWire;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real traffic moves what operators see: read from the management port, as Prometheus does. */
class MetricsIT {
    private static TestService service;
    private static TestUser alice;
    private static TestUser bob;
    private static String conversation;

    @BeforeAll
    static void start() {
        service = TestService.start(
                Map.of("DEVTHREAD_SESSION_RATES_TYPING_BURST", "1", "DEVTHREAD_PRESENCE_OFFLINE_DEBOUNCE", "1s"));
        alice = service.register("alice_metrics");
        bob = service.register("bob_metrics");
        conversation = alice.conversationWith(bob);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aSocketIsCountedAsItComesAndByItsReasonAsItGoes() {
        Moves moves = Moves.of("devthread_connects_total{transport=\"websocket\"}", disconnects("client", "websocket"));
        try (RealtimeClient client = alice.connect()) {
            client.awaitWelcome();
        }
        moves.by(1);
    }

    @ParameterizedTest
    @EnumSource
    void everyTransportHasItsOwnCounts(SockJsWire.Transport transport) {
        Moves moves = Moves.of(
                "devthread_connects_total{transport=\"" + transport.metric() + "\"}",
                disconnects("protocol_violation", transport.metric()));
        try (RealtimeClient client = SockJsWire.open(service.address(), transport, "?token=" + alice.token())) {
            client.awaitWelcome();
            IntStream.range(0, 3).forEach(i -> client.sendText("no frame"));
            moves.by(1);
        }
    }

    @Test
    void whatTheServerClosesIsCountedByItsCloseCode() {
        Moves moves =
                Moves.of(disconnects("protocol_violation", "websocket"), "devthread_frames_in_total{type=\"invalid\"}");
        try (RealtimeClient client = alice.connect()) {
            client.awaitWelcome();
            IntStream.range(0, 3).forEach(i -> client.sendText("no frame"));
            assertThat(client.awaitClose()).isEqualTo(4500);
        }
        moves.by(1);
    }

    @Test
    void aMessageIsCountedAndTimedFromItsCommitToTheConfirmation() {
        Moves moves = Moves.of(
                "devthread_frames_in_total{type=\"message\"}",
                "devthread_frames_in_total{type=\"ack\"}",
                "devthread_frames_out_total{type=\"message\"}",
                "devthread_frames_out_total{type=\"system\"}",
                "devthread_frames_out_total{type=\"ack\"}",
                "devthread_delivery_latency_seconds_count{stage=\"written\"}",
                "devthread_delivery_latency_seconds_count{stage=\"confirmed\"}",
                "devthread_batch_size_count{queue=\"messages\"}",
                "devthread_redis_latency_seconds_count");
        try (RealtimeClient to = bob.connect();
                RealtimeClient from = alice.connect()) {
            to.awaitWelcome();
            send(from);
            long seq = to.awaitEvent("new_message").path("seq").asLong();
            to.sendText("{\"v\":1,\"type\":\"ack\",\"seq\":" + seq + "}");
            moves.by(1);
        }
        assertThat(service.metric("devthread_queue_waiting{queue=\"messages\"}"))
                .isZero();
        assertThat(service.metric("devthread_redis_up")).isEqualTo(1);
        Eventually.holds(
                "nothing is being served",
                () -> service.metric("devthread_bus_serving{address=\"devthread.messaging.send\"}") == 0);
    }

    @Test
    void aPersonWhoComesAndGoesIsCountedHoweverManySocketsItTakes() {
        TestUser carol = service.register("carol_metrics");
        Moves came = Moves.of("devthread_presence_connects_total");
        Moves went = Moves.of("devthread_presence_disconnects_total");
        try (RealtimeClient one = carol.connect();
                RealtimeClient two = carol.connect()) {
            one.awaitWelcome();
            two.awaitWelcome();
            came.by(1);
            Eventually.holds("somebody is there", () -> service.metric("devthread_presence_users") > 0);
        }
        went.by(1);
    }

    @Test
    void anAcceptedEventIsCountedInItsBatch() {
        Moves moves = Moves.of("devthread_batch_size_count{queue=\"events\"}");
        String follow = "/api/v1/users/" + bob.id() + "/follow";
        assertThat(TestUser.request(service.address(), Optional.of(alice.token()), "PUT", follow, Optional.empty())
                        .status())
                .isLessThan(300);
        moves.by(1);
    }

    @Test
    void aResumeIsCountedByWhatCameOfIt() {
        Moves fresh = Moves.of("devthread_resumes_total{result=\"none\"}");
        try (RealtimeClient client = alice.connect()) {
            JsonNode welcome = client.awaitWelcome();
            fresh.by(1);
            Moves full = Moves.of("devthread_resumes_total{result=\"full\"}", disconnects("replaced", "websocket"));
            try (RealtimeClient again =
                    alice.resume(welcome, welcome.path("seq").asLong())) {
                again.awaitWelcome();
                full.by(1);
            }
        }
        Moves reset = Moves.of("devthread_resumes_total{result=\"epoch_changed\"}");
        String query = "?epoch=another&seq=1";
        try (RealtimeClient client = RealtimeClient.open(service.address().ws(query), alice.token())) {
            client.awaitWelcome();
            reset.by(1);
        }
    }

    @Test
    void aRefusalByTheRateLimitIsCountedByKind() {
        Moves moves = Moves.of("devthread_rate_limited_total{kind=\"typing\"}");
        try (RealtimeClient client = alice.connect()) {
            IntStream.range(0, 5)
                    .forEach(i -> client.command("typing", "typing_start", Map.of("conversation_id", conversation)));
            client.awaitError();
            moves.by(1);
        }
    }

    /** What stands still in a service that is well is there from the start, so that an alert can compare it with 0. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "devthread_position_behind_total",
                "devthread_feed_gaps_total",
                "devthread_feed_resyncs_total{reason=\"too_old\"}",
                "devthread_frames_shed_total{type=\"typing\"}",
                "devthread_queue_refused_total{queue=\"messages\"}",
                "devthread_queue_waiting{queue=\"confirmations\"}",
                "devthread_outbox_swept_total",
                "devthread_outbox_oldest_seconds",
                "devthread_redis_losses_total",
                "devthread_bus_failures_total{address=\"devthread.messaging.send\",kind=\"timeout\"}",
            })
    void whatShouldNotHappenIsZeroAndNotAbsent(String name) {
        assertThat(service.metric(name)).isNotNegative();
    }

    private static String disconnects(String reason, String transport) {
        return "devthread_disconnects_total{reason=\"%s\",transport=\"%s\"}".formatted(reason, transport);
    }

    private static void send(RealtimeClient from) {
        Map<String, String> message = Map.of(
                "conversation_id",
                conversation,
                "content",
                "hello",
                "client_message_id",
                Ids.next().toString());
        assertThat(from.call("message", "send_message", message).path("type").asText())
                .isEqualTo("ack");
    }

    /** Where metrics stood before. */
    private record Moves(Map<String, Double> before) {
        static Moves of(String... names) {
            Map<String, Double> before = new LinkedHashMap<>();
            for (String name : names) {
                before.put(name, service.metric(name));
            }
            return new Moves(before);
        }

        void by(int atLeast) {
            before.forEach(
                    (name, value) -> Eventually.holds(name + " moves", () -> service.metric(name) >= value + atLeast));
        }
    }
}
