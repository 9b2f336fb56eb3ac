package io.devthread.realtime.processes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.FreePorts;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.ServiceAddress;
import io.devthread.realtime.testkit.ServiceProcess;
import io.devthread.realtime.testkit.TestUser;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Every group in a JVM of its own, so that nothing but the bus can connect them: two gateways, two messaging processes,
 * notification, community. The tests that kill come last.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GroupsIT {
    private static final ServiceAddress EAST = new ServiceAddress(FreePorts.next());
    private static final ServiceAddress WEST = new ServiceAddress(FreePorts.next());
    private static final Map<String, String> FAST = Map.of(
            "DEVTHREAD_SESSION_RATES_MESSAGES_PER_SECOND", "10000",
            "DEVTHREAD_SESSION_RATES_MESSAGES_BURST", "10000");

    private static Cluster cluster;
    private static ServiceProcess east;
    private static ServiceProcess messaging;
    private static TestUser alice;
    private static TestUser bob;
    private static String conversation;

    @BeforeAll
    static void startEveryGroup() {
        cluster = new Cluster(FAST);
        // The first is the seed that the others join, and the one that makes the schema.
        cluster.start("notification").awaitReady();
        messaging = cluster.start("messaging");
        cluster.start("messaging");
        cluster.start("community");
        east = cluster.startGateway(EAST);
        cluster.startGateway(WEST);
        cluster.awaitReady();
        alice = TestUser.register(EAST, "alice_g");
        bob = TestUser.register(EAST, "bob_g").at(WEST);
        conversation = alice.conversationWith(bob);
    }

    @AfterAll
    static void stopAll() {
        cluster.close();
    }

    @Test
    @Order(1)
    void aMessageGoesFromOneGatewayToTheOther() {
        try (RealtimeClient sender = alice.connect();
                RealtimeClient partner = bob.connect()) {
            partner.awaitWelcome();
            assertThat(send(sender, "over the bus").path("type").asText()).isEqualTo("ack");
            assertThat(contents(partner.awaitDurable(1))).containsExactly("over the bus");
            assertThat(contents(sender.awaitDurable(1))).containsExactly("over the bus");
        }
    }

    /** In parts that the event log holds, so that a gateway that stands still for a while has nothing to resync. */
    @Test
    @Order(2)
    void twoHundredPipelinedMessagesKeepTheirOrderWithTwoMessagingProcesses() {
        List<String> sent = IntStream.range(0, 200).mapToObj(i -> "p" + i).toList();
        try (RealtimeClient sender = alice.connect();
                RealtimeClient partner = bob.connect()) {
            partner.awaitWelcome();
            sender.awaitWelcome();
            for (int part = 0; part < 200; part += 50) {
                sent.subList(part, part + 50).forEach(content -> command(sender, content));
                partner.awaitDurable(part + 50);
                sender.awaitDurable(part + 50);
            }
            List<JsonNode> received = partner.awaitDurable(200);
            assertThat(contents(received)).containsExactlyElementsOf(sent);
            long first = conversationSeq(received.getFirst());
            assertThat(received.stream().map(GroupsIT::conversationSeq))
                    .containsExactlyElementsOf(
                            LongStream.range(first, first + 200).boxed().toList());
        }
    }

    /** Starts go to either messaging process in turn, so the 5 s begin anew on the other. */
    @Test
    @Order(2)
    void typingGoesFromOneGatewayToTheOtherAndEndsByItself() {
        try (RealtimeClient typist = alice.connect();
                RealtimeClient partner = bob.connect()) {
            Map<String, String> channel = Map.of("channel", "conversation:" + conversation);
            assertThat(partner.call("system", "subscribe", channel).path("type").asText())
                    .isEqualTo("ack");
            for (int i = 0; i < 4; i++) {
                typist.call("typing", "typing_start", Map.of("conversation_id", conversation));
            }
            partner.awaitEvent("typing_start");
            partner.awaitEvent("typing_stop");
            assertThat(partner.frames().stream()
                            .filter(frame -> frame.path("event").asText().equals("typing_stop")))
                    .hasSize(1);
        }
    }

    @Test
    @Order(2)
    void deliveredAndReadComeBackOverTheOtherGateway() {
        try (RealtimeClient sender = alice.connect();
                RealtimeClient partner = bob.connect()) {
            sender.awaitWelcome();
            partner.awaitWelcome();
            String id = send(sender, "seen").at("/data/message/id").asText();
            long seq = partner.awaitDurable(1).getFirst().path("seq").asLong();
            partner.sendText("{\"v\":1,\"type\":\"ack\",\"seq\":" + seq + "}");
            sender.await("delivered", frame -> names(frame, "message_delivered", id));
            JsonNode ack = partner.call("message", "message_read", Map.of("message_ids", List.of(id)));
            assertThat(ack.path("type").asText()).isEqualTo("ack");
            sender.await("the receipt", frame -> names(frame, "read_receipt", id));
        }
    }

    /** Asked at one gateway, written by the other: it has to be asked over the bus. */
    @Test
    @Order(2)
    void anOperatorAtOneGatewayLearnsWhatTheOtherWrote() {
        Optional<String> operator = Optional.of(cluster.token(new UserId(Ids.next()), "admin"));
        try (RealtimeClient sender = alice.connect();
                RealtimeClient partner = bob.connect()) {
            sender.awaitWelcome();
            String connection = partner.awaitWelcome().path("connection_id").asText();
            String id = send(sender, "traced").at("/data/message/id").asText();
            partner.awaitDurable(1);
            JsonNode trace = Eventually.passes(() -> {
                JsonNode answer = ask(operator, "trace/" + id);
                assertThat(answer.path("steps").findValuesAsText("connection_id"))
                        .as("%s", answer)
                        .contains(connection);
                return answer;
            });
            assertThat(trace.path("silent_nodes")).isEmpty();
            assertThat(ask(operator, "stats").path("nodes").asInt()).isEqualTo(2);
            JsonNode connected = ask(operator, "connections").path("items");
            assertThat(connected.findValuesAsText("connection_id")).contains(connection);
            assertThat(Set.copyOf(connected.findValuesAsText("node"))).hasSize(2);
        }
    }

    private static JsonNode ask(Optional<String> operator, String what) {
        return TestUser.request(EAST, operator, "GET", "/api/v1/admin/" + what, Optional.empty())
                .body();
    }

    private static boolean names(JsonNode frame, String event, String id) {
        return frame.path("event").asText().equals(event)
                && frame.at("/data/message_ids").toString().contains(id);
    }

    @Test
    @Order(3)
    void aKilledMessagingProcessLosesNothingThatWasAcknowledged() {
        try (RealtimeClient sender = alice.connect();
                RealtimeClient partner = bob.connect()) {
            partner.awaitWelcome();
            IntStream.range(0, 40).forEach(i -> assertThat(sendUntilAcknowledged(sender, "k" + i, i == 20))
                    .isEqualTo("ack"));
            assertThat(contents(partner.awaitDurable(40)))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 40).mapToObj(i -> "k" + i).toList());
        }
    }

    @Test
    @Order(4)
    void aClientOfAKilledGatewayResumesOnTheOther() {
        RealtimeClient onEast = alice.connect();
        JsonNode welcome = onEast.awaitWelcome();
        east.kill();
        onEast.awaitClose();
        TestUser atWest = alice.at(WEST);
        try (RealtimeClient partner = bob.connect();
                RealtimeClient back = atWest.resume(welcome, welcome.path("seq").asLong())) {
            partner.awaitWelcome();
            assertThat(back.awaitWelcome().path("resume").path("result").asText())
                    .isEqualTo("full");
            assertThat(send(partner, "after the crash").path("type").asText()).isEqualTo("ack");
            assertThat(contents(back.awaitDurable(1))).containsExactly("after the crash");
        }
    }

    /** As a client does: what was not acknowledged is sent again with the same client_message_id. */
    private static String sendUntilAcknowledged(RealtimeClient sender, String content, boolean killMeanwhile) {
        String first = command(sender, content);
        if (killMeanwhile) {
            messaging.kill();
        }
        String type = sender.awaitReply(first).path("type").asText();
        for (int i = 0; i < 20 && !type.equals("ack"); i++) {
            type = send(sender, content).path("type").asText();
        }
        return type;
    }

    private static JsonNode send(RealtimeClient client, String content) {
        return client.awaitReply(command(client, content));
    }

    private static String command(RealtimeClient client, String content) {
        return client.command(
                "message",
                "send_message",
                Map.of("conversation_id", conversation, "content", content, "client_message_id", content));
    }

    private static List<String> contents(List<JsonNode> events) {
        return events.stream()
                .map(event -> event.path("data").path("message").path("content").asText())
                .toList();
    }

    private static long conversationSeq(JsonNode event) {
        return event.path("data").path("message").path("conversation_seq").asLong();
    }
}
