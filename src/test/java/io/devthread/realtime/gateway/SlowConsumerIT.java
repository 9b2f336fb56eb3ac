package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.RawWebSocket;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Contract sections 2.6 and 3.4: who stops reading costs no more than its bound, and loses nothing. */
class SlowConsumerIT {
    private static final int MESSAGES = 90;

    /** The 360 KB are ten times what the kernels and the outbound bound can take; the goodbye waits for the reader. */
    private static final Map<String, String> SETTINGS = Map.of(
            "DEVTHREAD_SESSION_RATES_MESSAGES_BURST", "10000",
            "DEVTHREAD_SESSION_SLOW_CONSUMER_TIMEOUT", "5s",
            "DEVTHREAD_SOCKET_OUTBOUND_BYTES", "16384",
            "DEVTHREAD_SOCKET_LINGER", "60s");

    @Test
    void whoStopsReadingIsClosedWith4008AndResumesWithoutALoss() {
        try (TestService service = TestService.start(SETTINGS)) {
            TestUser alice = service.register("alice_slow");
            TestUser bob = service.register("bob_slow");
            String conversation = alice.conversationWith(bob);
            try (RealtimeClient sender = alice.connect();
                    RawWebSocket stuck = RawWebSocket.withReceiveBuffer(
                                    service.address().port(), 4_096)
                            .upgrade("/ws", "Authorization: Bearer " + bob.token())) {
                JsonNode welcome = Json.read(stuck.readText(), JsonNode.class).path("data");
                IntStream.range(0, MESSAGES).forEach(i -> send(sender, conversation));
                Eventually.holds(
                        "the service has given the reader up",
                        Duration.ofSeconds(30),
                        () -> service.metric("devthread_connections") == 1);
                assertThat(stuck.readClose()).isEqualTo(4008);
                try (RealtimeClient back = bob.resume(welcome, 0)) {
                    assertThat(back.awaitWelcome().path("resume").path("result").asText())
                            .isEqualTo("full");
                    List<JsonNode> all = back.awaitDurable(MESSAGES);
                    assertThat(all.stream().map(event -> event.path("seq").asInt()))
                            .containsExactlyElementsOf(
                                    IntStream.rangeClosed(1, MESSAGES).boxed().toList());
                }
            }
        }
    }

    /** Of forty devices of twenty people two stop reading in the middle of it all. */
    @Test
    void aTwentiethThatStopsReadingHoldsItsBoundAndKeepsNothingFromTheOthers() {
        int people = 20;
        int each = 30;
        try (TestService service = TestService.start(SETTINGS)) {
            TestUser alice = service.register("alice_many");
            List<TestUser> partners = IntStream.range(0, people)
                    .mapToObj(i -> service.register("partner_" + i))
                    .toList();
            List<String> conversations =
                    partners.stream().map(alice::conversationWith).toList();
            List<RealtimeClient> reading = new ArrayList<>();
            partners.forEach(partner -> reading.add(partner.connect()));
            partners.stream().skip(2).forEach(partner -> reading.add(partner.connect()));
            List<RawWebSocket> stuck = partners.stream()
                    .limit(2)
                    .map(partner -> RawWebSocket.withReceiveBuffer(
                                    service.address().port(), 4_096)
                            .upgrade("/ws", "Authorization: Bearer " + partner.token()))
                    .toList();
            stuck.forEach(RawWebSocket::readText);
            reading.forEach(RealtimeClient::awaitWelcome);
            try (RealtimeClient sender = alice.connect()) {
                for (int i = 0; i < each; i++) {
                    conversations.forEach(conversation -> send(sender, conversation));
                }
                reading.forEach(client -> assertThat(seqs(client.awaitDurable(each)))
                        .containsExactlyElementsOf(
                                LongStream.rangeClosed(1, each).boxed().toList()));
                Eventually.holds(
                        "those who read nothing are given up",
                        Duration.ofSeconds(30),
                        () -> service.metric("devthread_connections") == reading.size() + 1);
            }
            assertThat(reading).noneMatch(RealtimeClient::isClosed);
            stuck.forEach(socket -> assertHeldWithinItsBound(socket, each));
            reading.forEach(RealtimeClient::close);
        }
    }

    /** What was kept for it comes now, in order and without a gap, and is far less than what was sent to it. */
    private static void assertHeldWithinItsBound(RawWebSocket socket, int sent) {
        List<Long> held = new ArrayList<>();
        RawWebSocket.Received frame = socket.read();
        while (frame.opcode() != RawWebSocket.CLOSE) {
            if (frame.opcode() == RawWebSocket.TEXT) {
                held.add(Json.read(frame.text(), JsonNode.class).path("seq").asLong());
            }
            frame = socket.read();
        }
        assertThat(frame.closeCode()).isEqualTo(4008);
        assertThat(held)
                .hasSizeLessThan(sent * 2 / 3)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, held.size()).boxed().toList());
        socket.close();
    }

    private static List<Long> seqs(List<JsonNode> events) {
        return events.stream().map(event -> event.path("seq").asLong()).toList();
    }

    private static void send(RealtimeClient sender, String conversation) {
        Map<String, String> message = Map.of(
                "conversation_id", conversation,
                "content", "x".repeat(4_000),
                "client_message_id", Ids.next().toString());
        assertThat(sender.call("message", "send_message", message).path("type").asText())
                .isEqualTo("ack");
    }
}
