package io.devthread.realtime.gateway.poll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.delivery.Logs;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.PollingClient;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Contract section 5: no sticky way is needed, and a client moves between socket and polling without loss or repeat. */
class AnyGatewayPollIT {
    private static TestService east;
    private static TestService west;
    private TestUser alice;
    private TestUser bob;
    private String conversation;

    @BeforeAll
    static void start() {
        east = TestService.start(Map.of("DEVTHREAD_SESSION_RATES_MESSAGES_BURST", "10000"));
        west = east.another("gateway,polling");
    }

    @AfterAll
    static void stop() {
        west.close();
        east.close();
    }

    @BeforeEach
    void meet() {
        String tag = Ids.next().toString().substring(24);
        alice = east.register("a_" + tag);
        bob = east.register("b_" + tag);
        conversation = alice.conversationWith(bob);
    }

    @Test
    void eachPollMayGoToAnotherGateway() {
        try (RealtimeClient sender = alice.connect()) {
            sender.awaitWelcome();
            PollingClient client = PollingClient.start(bob, "");
            for (int i = 0; i < 20; i++) {
                send(sender, "m " + i);
                client.at(i % 2 == 0 ? west.address() : east.address()).poll(0);
            }
            assertContiguous(client.durable(), 20);
        }
    }

    @Test
    void aPollIsWokenWhereverItWaits() {
        PollingClient client = PollingClient.start(bob, "").at(west.address());
        CompletableFuture<JsonNode> waiting = waitingAtWest(client);
        try (RealtimeClient sender = alice.connect()) {
            send(sender, "over there");
            assertThat(contents(waiting.join().path("events"))).containsExactly("over there");
        }
    }

    /** From socket to polling and back, while messages keep coming. */
    @Test
    void aClientMovesFromSocketToPollingAndBackWithoutLossOrRepeat() {
        try (RealtimeClient sender = alice.connect()) {
            sender.awaitWelcome();
            List<JsonNode> received = new ArrayList<>();
            RealtimeClient socket = bob.connect();
            JsonNode welcome = socket.awaitWelcome();
            IntStream.range(0, 5).forEach(i -> send(sender, "m " + i));
            received.addAll(socket.awaitDurable(5));
            socket.cut();
            IntStream.range(5, 10).forEach(i -> send(sender, "m " + i));

            PollingClient polling =
                    PollingClient.from(bob, welcome.path("epoch").asText(), 5).at(west.address());
            received.addAll(polling.awaitDurable(5));
            IntStream.range(10, 15).forEach(i -> send(sender, "m " + i));
            received.addAll(polling.awaitDurable(10).subList(5, 10));
            IntStream.range(15, 20).forEach(i -> send(sender, "m " + i));

            JsonNode stands = polling.last();
            try (RealtimeClient back = bob.resume(stands, stands.path("seq").asLong())) {
                assertThat(back.awaitWelcome().path("resume").path("result").asText())
                        .isEqualTo("full");
                received.addAll(back.awaitDurable(5));
            }
            assertContiguous(received, 20);
        }
    }

    /** Both gateways know of the client's interest then, and both hear the event. */
    @Test
    void whatTwoGatewaysHearIsToldOnce() {
        String channel = "conversation:" + conversation;
        PollingClient client = PollingClient.start(bob, channel);
        client.at(west.address()).poll(0);
        try (RealtimeClient typist = alice.connect()) {
            typist.awaitWelcome();
            typist.call("typing", "typing_start", Map.of("conversation_id", conversation));
            client.await("the start", event -> event.path("event").asText().equals("typing_start"));
            typist.call("typing", "typing_stop", Map.of("conversation_id", conversation));
            client.await("the end", event -> event.path("event").asText().equals("typing_stop"));
            client.at(east.address()).poll(1);
            client.at(west.address()).poll(1);
            assertThat(client.events().stream()
                            .filter(event -> event.path("type").asText().equals("typing"))
                            .map(event -> event.path("event").asText()))
                    .containsExactly("typing_start", "typing_stop");
        }
    }

    /** The bus may lose a wake-up, the directory an entry: the position check finds it long before the poll's time. */
    @Test
    void aPollThatNobodyWakesIsFoundByThePositionCheck() {
        PollingClient client = PollingClient.start(bob, "").at(west.address());
        CompletableFuture<JsonNode> waiting = waitingAtWest(client);
        forgetNodesOf(bob);
        try (RealtimeClient sender = alice.connect()) {
            send(sender, "found");
            assertThat(contents(waiting.join().path("events"))).containsExactly("found");
        }
    }

    @Test
    void aGatewayThatStopsAnswersItsPolls() {
        TestService leaving = east.another("gateway");
        PollingClient client = PollingClient.start(bob, "").at(leaving.address());
        CompletableFuture<JsonNode> waiting = CompletableFuture.supplyAsync(
                () -> client.poll(30), task -> Thread.ofVirtual().start(task));
        Eventually.holds("it waits", () -> leaving.metric("devthread_polls") == 1);
        leaving.close();
        assertThat(waiting.join().path("events")).isEmpty();
        try (RealtimeClient sender = alice.connect()) {
            send(sender, "after");
            assertThat(contents(client.at(west.address()).poll(0).path("events")))
                    .containsExactly("after");
        }
    }

    private static CompletableFuture<JsonNode> waitingAtWest(PollingClient client) {
        CompletableFuture<JsonNode> answer = CompletableFuture.supplyAsync(
                () -> client.poll(30), task -> Thread.ofVirtual().start(task));
        Eventually.holds("it waits", () -> west.metric("devthread_polls") == 1);
        return answer;
    }

    private static void forgetNodesOf(TestUser user) {
        Vertx vertx = Vertx.vertx();
        RedisLink redis = RedisLink.connect(vertx, east.redis());
        redis.connected().await();
        redis.send(Request.cmd(Command.DEL).arg("{b" + Logs.bucket(user.id()) + "}nodes:" + user.id()))
                .await();
        redis.close().await();
        vertx.close().await();
    }

    private void send(RealtimeClient sender, String content) {
        Map<String, String> message = Map.of(
                "conversation_id",
                conversation,
                "content",
                content,
                "client_message_id",
                Ids.next().toString());
        assertThat(sender.call("message", "send_message", message).path("type").asText())
                .isEqualTo("ack");
    }

    private static void assertContiguous(List<JsonNode> events, int count) {
        assertThat(events.stream().map(event -> event.path("seq").asInt()))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, count).boxed().toList());
        assertThat(contents(events))
                .containsExactlyElementsOf(
                        IntStream.range(0, count).mapToObj(i -> "m " + i).toList());
    }

    private static List<String> contents(Iterable<JsonNode> events) {
        List<String> contents = new ArrayList<>();
        events.forEach(event ->
                contents.add(event.path("data").path("message").path("content").asText()));
        return contents;
    }
}
