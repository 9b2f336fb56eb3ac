package io.devthread.realtime.bridge;

import static io.devthread.realtime.bridge.BridgeStage.body;
import static io.devthread.realtime.bridge.BridgeStage.error;
import static io.devthread.realtime.bridge.BridgeStage.errorCode;
import static io.devthread.realtime.bridge.BridgeStage.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.notification.NotificationApi.Accepted;
import io.devthread.realtime.platform.MetricNames;
import io.devthread.realtime.testkit.BridgeClient;
import io.devthread.realtime.testkit.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hostile or broken client may do to a bridge: nothing that another client notices. */
class BridgeAttacksIT {
    private static final String EVENTS = NotificationApi.EVENTS.name();
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofMinutes(5);

    private BridgeStage stage;

    @AfterEach
    void close() {
        stage.close();
    }

    private void open(int connections, int inFlight, Duration frameTimeout, Duration idleTimeout) {
        stage = new BridgeStage(
                new BridgeConfig("127.0.0.1", 0, 65_536, connections, inFlight, frameTimeout, idleTimeout));
    }

    private void open() {
        open(100, 256, LONG, LONG);
    }

    @ParameterizedTest
    @EnumSource
    void aFrameOfAnotherFormIsAnErrorAndTheConnectionLivesOn(Door door) {
        open();
        String start = "{\"type\":\"send\",\"address\":\"" + EVENTS + "\"";
        String authorized = start + ",\"headers\":{\"authorization\":\"Bearer publisher\"}";
        List<String> unfit = new ArrayList<>(List.of(
                "",
                "null",
                "[]",
                "1",
                "\"ping\"",
                "{",
                "{}",
                "{\"type\":null}",
                "{\"type\":[\"send\"]}",
                "{\"type\":\"send\"}",
                "{\"type\":\"send\",\"type\":\"ping\"}",
                "{\"type\":\"send\",\"address\":null}",
                "{\"type\":\"send\",\"address\":{\"name\":\"" + EVENTS + "\"}}",
                "{\"type\":\"ping\"} {}",
                "[".repeat(10_000),
                authorized + "}",
                authorized + ",\"replyAddress\":{}}"));
        for (String headers : List.of(
                "null",
                "1",
                "\"authorization\"",
                "[]",
                "[{\"authorization\":\"Bearer publisher\"}]",
                "{}",
                "{\"authorization\":null}",
                "{\"authorization\":1}",
                "{\"authorization\":{}}",
                "{\"authorization\":[\"Bearer publisher\"]}",
                "{\"authorization\":\"publisher\"}",
                "{\"authorization\":\"Basic publisher\"}",
                "{\"authorization\":\"Bearer \"}",
                "{\"authorization\":\"Bearer publisher\",\"Authorization\":\"Bearer publisher\"}")) {
            unfit.add(start + ",\"headers\":" + headers + ",\"body\":" + body("post_liked") + "}");
        }
        for (String body : List.of("null", "[]", "1", "\"x\"", "true", "[" + body("post_liked") + "]")) {
            unfit.add(authorized + ",\"body\":" + body + "}");
        }
        try (Door.Client client = door.open(stage)) {
            for (String frame : unfit) {
                JsonNode answer = client.ask(frame);
                assertThat(answer.path("type").asText()).as(frame).isEqualTo("err");
                assertThat(answer.path("failureType").asText()).isEqualTo("RECIPIENT_FAILURE");
                assertThat(errorCode(answer)).as(frame).isIn("invalid_frame", "invalid_data", "unauthorized");
            }
            assertThat(stage.reached).isEmpty();
            assertThat(client.ask(frame("send", EVENTS, "publisher", body("post_liked")))
                            .at("/body/status")
                            .asText())
                    .isEqualTo("accepted");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFieldOfAnotherFormIsNamed(Door door) {
        open();
        try (Door.Client client = door.open(stage)) {
            JsonNode answer = client.ask(frame("send", EVENTS, "publisher", "{\"id\":\"1\",\"type\":\"post_liked\"}"));
            assertThat(error(answer).path("field").asText()).isEqualTo("id");
            answer = client.ask(frame("send", EVENTS, "publisher", "{\"actor\":{\"id\":[],\"username\":\"x\"}}"));
            assertThat(error(answer).path("field").asText()).isEqualTo("actor.id");
        }
    }

    @Test
    void aPeerThatTakesNoAnswersIsCutOff() {
        open(100, 256, SHORT, LONG);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            try (BridgeClient peer = BridgeClient.open(stage.tcpPort)) {
                assertThatThrownBy(() -> {
                            while (true) {
                                peer.send("{\"type\":\"ping\"}");
                            }
                        })
                        .isInstanceOf(UncheckedIOException.class);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void aReplyAddressIsOnlyGivenBack(Door door) {
        open();
        String asReply =
                frame("send", EVENTS, "publisher", body("post_liked")).replace("\"r\"", "\"devthread.presence.query\"");
        try (Door.Client client = door.open(stage)) {
            JsonNode answer = client.ask(asReply);
            assertThat(answer.path("address").asText()).isEqualTo("devthread.presence.query");
            assertThat(answer.has("replyAddress")).isFalse();
            assertThat(stage.reached).containsExactly(EVENTS);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x7FFFFFFF, -1, Integer.MIN_VALUE, 65_537})
    void anAnnouncedLengthBeyondTheLimitIsRefusedAtOnce(int length) {
        open();
        try (BridgeClient other = BridgeClient.open(stage.tcpPort);
                BridgeClient hostile = BridgeClient.open(stage.tcpPort)) {
            hostile.bytes(
                    new byte[] {(byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length, '{'
                    });
            assertThat(errorCode(hostile.next())).isEqualTo("too_large");
            hostile.awaitClose();
            assertServed(other);
        }
    }

    @Test
    void aLongFrameOverSockJsIsRefusedToo() {
        open();
        try (Door.Client client = Door.SOCKJS.open(stage)) {
            assertThat(errorCode(client.ask("x".repeat(65_537)))).isEqualTo("too_large");
        }
        assertOthersAreServed();
    }

    @Test
    void randomBytesHarmNobody() {
        open();
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = new byte[1 + random.nextInt(200)];
            random.nextBytes(bytes);
            if (i % 2 == 0) {
                Arrays.fill(bytes, 0, Math.min(3, bytes.length), (byte) 0); // a short frame of anything
            }
            try (BridgeClient hostile = BridgeClient.open(stage.tcpPort)) {
                hostile.bytes(bytes);
            }
        }
        Eventually.holds("nobody is left", () -> connections() == 0);
        assertThat(stage.reached).isEmpty();
        assertOthersAreServed();
    }

    @Test
    void aFrameThatComesByteByByteIsServed() {
        open();
        byte[] json = frame("send", EVENTS, "publisher", body("post_liked")).getBytes();
        try (BridgeClient slow = BridgeClient.open(stage.tcpPort)) {
            slow.bytes(new byte[] {0, 0, (byte) (json.length >> 8)});
            slow.bytes(new byte[] {(byte) json.length});
            for (byte one : json) {
                slow.bytes(new byte[] {one});
            }
            assertThat(slow.next().at("/body/status").asText()).isEqualTo("accepted");
        }
    }

    @Test
    void whoStopsInTheMiddleOfAFrameIsDropped() {
        open(100, 256, SHORT, LONG);
        try (BridgeClient half = BridgeClient.open(stage.tcpPort);
                BridgeClient idle = BridgeClient.open(stage.tcpPort)) {
            half.bytes(new byte[] {0, 0, 1, 0, '{'});
            half.awaitClose();
            assertServed(idle);
        }
    }

    @Test
    void whoSaysNothingIsDropped() {
        open(100, 256, LONG, SHORT);
        try (BridgeClient silent = BridgeClient.open(stage.tcpPort)) {
            silent.awaitClose();
        }
    }

    @Test
    void whoNeverTakesItsAnswersIsDropped() {
        open(100, 256, SHORT, LONG);
        byte[] ping = "\0\0\0\17{\"type\":\"ping\"}".getBytes();
        byte[] pings = new byte[ping.length * 4_000];
        for (int i = 0; i < pings.length; i += ping.length) {
            System.arraycopy(ping, 0, pings, i, ping.length);
        }
        try (BridgeClient deaf = BridgeClient.open(stage.tcpPort)) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 4_000; i++) {
                            deaf.bytes(pings);
                        }
                    })
                    .isInstanceOf(UncheckedIOException.class);
        }
        assertOthersAreServed();
    }

    @ParameterizedTest
    @EnumSource
    void moreThanMayBeUnansweredIsUnavailableAndNothingAcceptedIsLost(Door door) {
        open(100, 4, LONG, LONG);
        List<Promise<Accepted>> held = new CopyOnWriteArrayList<>();
        stage.events = event -> {
            Promise<Accepted> promise = Promise.promise();
            held.add(promise);
            return promise.future();
        };
        try (Door.Client flood = door.open(stage)) {
            for (int i = 0; i < 10; i++) {
                flood.send(frame("send", EVENTS, "publisher", body("post_liked")));
            }
            for (int i = 0; i < 6; i++) {
                JsonNode refused = flood.next();
                assertThat(errorCode(refused)).isEqualTo("unavailable");
                assertThat(error(refused).path("retry_after_ms").asLong()).isPositive();
            }
            Eventually.holds("four are under way", () -> held.size() == 4);
            assertThat(stage.reached).hasSize(4);
            held.forEach(promise -> promise.complete(new Accepted("accepted", new UUID(0, 1))));
            for (int i = 0; i < 4; i++) {
                assertThat(flood.next().at("/body/status").asText()).isEqualTo("accepted");
            }
            stage.events = event -> Future.succeededFuture(new Accepted("accepted", event.id()));
            assertThat(flood.ask(frame("send", EVENTS, "publisher", body("post_liked")))
                            .at("/body/status")
                            .asText())
                    .isEqualTo("accepted");
        }
    }

    @Test
    void oneConnectionTooManyIsToldSoAndAPlaceComesFreeAgain() {
        open(2, 256, LONG, LONG);
        try (BridgeClient one = BridgeClient.open(stage.tcpPort)) {
            BridgeClient two = BridgeClient.open(stage.tcpPort);
            assertServed(one);
            assertServed(two);
            try (BridgeClient three = BridgeClient.open(stage.tcpPort)) {
                assertThat(errorCode(three.next())).isEqualTo("too_many_connections");
                three.awaitClose();
            }
            two.close();
            Eventually.passes(() -> {
                assertOthersAreServed();
                return true;
            });
        }
    }

    @Test
    void aStoppingBridgeAnswersWhatItHasTakenAndTakesNoMore() {
        open();
        Promise<Accepted> held = Promise.promise();
        stage.events = event -> held.future();
        try (BridgeClient client = BridgeClient.open(stage.tcpPort)) {
            client.send(frame("send", EVENTS, "publisher", body("post_liked")));
            Eventually.holds("it is under way", () -> stage.reached.size() == 1);
            Future<Void> drained = stage.peers.drain();
            assertThat(errorCode(client.ask(frame("send", EVENTS, "publisher", body("post_liked")))))
                    .isEqualTo("unavailable");
            assertThat(drained.isComplete()).isFalse();
            held.complete(new Accepted("accepted", new UUID(0, 1)));
            assertThat(client.next().at("/body/status").asText()).isEqualTo("accepted");
            assertThat(errorCode(client.next())).isEqualTo("unavailable");
            client.awaitClose();
            drained.await();
        }
    }

    private double connections() {
        return stage.metrics
                .registry()
                .get(MetricNames.BRIDGE_CONNECTIONS)
                .gauge()
                .value();
    }

    private void assertOthersAreServed() {
        try (BridgeClient other = BridgeClient.open(stage.tcpPort)) {
            assertServed(other);
        }
    }

    private static void assertServed(BridgeClient client) {
        assertThat(client.ask(frame("send", EVENTS, "publisher", body("post_liked")))
                        .at("/body/status")
                        .asText())
                .isEqualTo("accepted");
        assertThat(client.ask("{\"type\":\"ping\"}").path("type").asText()).isEqualTo("pong");
    }
}
