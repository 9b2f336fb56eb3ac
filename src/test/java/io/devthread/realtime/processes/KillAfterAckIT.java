package io.devthread.realtime.processes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.testkit.FreePorts;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.ServiceAddress;
import io.devthread.realtime.testkit.ServiceProcess;
import io.devthread.realtime.testkit.TestUser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The promise of the product: acknowledged is kept, whatever dies the moment after. */
class KillAfterAckIT {
    private static final int ROUNDS = 3;

    @Test
    void aMessageIsThereAndDeliveredOnceWhenTheServiceIsKilledRightAfterTheAck() {
        ServiceAddress address = new ServiceAddress(FreePorts.next());
        try (Cluster cluster = new Cluster(Map.of())) {
            ServiceProcess service = start(cluster, address);
            TestUser alice = TestUser.register(address, "alice_k");
            TestUser bob = TestUser.register(address, "bob_k");
            String conversation = alice.conversationWith(bob);
            for (int round = 1; round <= ROUNDS; round++) {
                JsonNode welcome;
                String content = "round " + round;
                try (RealtimeClient sender = alice.connect();
                        RealtimeClient partner = bob.connect()) {
                    welcome = partner.awaitWelcome();
                    assertThat(sender.call("message", "send_message", message(conversation, content))
                                    .path("type")
                                    .asText())
                            .isEqualTo("ack");
                    service.kill();
                }
                service = start(cluster, address);
                deliveredOnce(bob, welcome, content);
                assertThat(history(bob, conversation)).isEqualTo(round);
            }
        }
    }

    private static ServiceProcess start(Cluster cluster, ServiceAddress address) {
        return cluster.startGateway(address, "messaging", "notification", "community")
                .awaitReady();
    }

    /** The client knows nothing of the last message: it may have been written to a socket that was cut, or never. */
    private static void deliveredOnce(TestUser bob, JsonNode welcome, String content) {
        try (RealtimeClient back = bob.resume(welcome, welcome.path("seq").asLong())) {
            assertThat(back.awaitWelcome().path("resume").path("result").asText())
                    .isEqualTo("full");
            back.awaitDurable(1);
            back.call("system", "ping", Map.of());
            List<String> contents = back.durable().stream()
                    .map(event ->
                            event.path("data").path("message").path("content").asText())
                    .toList();
            assertThat(contents).containsExactly(content);
        }
    }

    private static int history(TestUser bob, String conversation) {
        return bob.get("/api/v1/conversations/" + conversation + "/messages")
                .body()
                .path("items")
                .size();
    }

    private static Map<String, String> message(String conversation, String content) {
        return Map.of("conversation_id", conversation, "content", content, "client_message_id", content);
    }
}
