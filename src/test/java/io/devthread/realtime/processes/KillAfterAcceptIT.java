package io.devthread.realtime.processes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.BridgeClient;
import io.devthread.realtime.testkit.DomainEventJson;
import io.devthread.realtime.testkit.FreePorts;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.ServiceAddress;
import io.devthread.realtime.testkit.ServiceProcess;
import io.devthread.realtime.testkit.TestUser;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A producer can rely on it: answered is delivered, whatever dies the moment after. */
class KillAfterAcceptIT {
    private static final int ROUNDS = 3;

    private interface Door {
        /** @return the status of the answer */
        String publish(Optional<String> publisher, Map<String, Object> event);
    }

    @Test
    void aNotificationIsDeliveredOnceWhenTheServiceIsKilledRightAfterTheAnswer() {
        ServiceAddress address = new ServiceAddress(FreePorts.next());
        killed(address, Map.of(), (publisher, event) -> overHttp(address, publisher, event));
    }

    @Test
    void whatWasAcceptedOverTheBridgeIsDeliveredOnceToo() {
        int bridge = FreePorts.next();
        killed(
                new ServiceAddress(FreePorts.next()),
                Map.of("DEVTHREAD_BRIDGE_PORT", String.valueOf(bridge)),
                (publisher, event) -> overTheBridge(bridge, publisher, event));
    }

    @Test
    void whatWaitsToBeToldTogetherIsToldAfterTheServiceIsKilled() {
        ServiceAddress address = new ServiceAddress(FreePorts.next());
        try (Cluster cluster = new Cluster(Map.of())) {
            Optional<String> publisher = Optional.of(cluster.token(new UserId(Ids.next()), "events:publish"));
            ServiceProcess service = start(cluster, address);
            TestUser alice = TestUser.register(address, "alice_p");
            UUID post = Ids.next();
            JsonNode welcome;
            try (RealtimeClient phone = alice.connect()) {
                welcome = phone.awaitWelcome();
                for (int i = 0; i < 20; i++) {
                    Map<String, Object> like = DomainEventJson.liked(new UserId(Ids.next()), "bob", alice.id(), post);
                    assertThat(overHttp(address, publisher, like)).isEqualTo("accepted");
                }
                service.kill();
            }
            start(cluster, address);
            try (RealtimeClient back = alice.resume(welcome, welcome.path("seq").asLong())) {
                back.await(
                        "all twenty",
                        frame -> frame.at("/data/notification/actors_count").asInt() == 20);
                assertThat(back.durable())
                        .filteredOn(frame -> frame.path("event").asText().equals("new_notification"))
                        .hasSize(1);
            }
        }
    }

    private static void killed(ServiceAddress address, Map<String, String> settings, Door door) {
        try (Cluster cluster = new Cluster(settings)) {
            Optional<String> publisher = Optional.of(cluster.token(new UserId(Ids.next()), "events:publish"));
            ServiceProcess service = start(cluster, address);
            TestUser alice = TestUser.register(address, "alice_n");
            for (int round = 1; round <= ROUNDS; round++) {
                JsonNode welcome;
                UUID post = Ids.next();
                Map<String, Object> like = DomainEventJson.liked(new UserId(Ids.next()), "bob", alice.id(), post);
                try (RealtimeClient phone = alice.connect()) {
                    welcome = phone.awaitWelcome();
                    assertThat(door.publish(publisher, like)).isEqualTo("accepted");
                    service.kill();
                }
                service = start(cluster, address);
                assertThat(door.publish(publisher, like))
                        .as("the producer repeats")
                        .isEqualTo("accepted");
                deliveredOnce(alice, welcome, post, round);
            }
        }
    }

    private static ServiceProcess start(Cluster cluster, ServiceAddress address) {
        return cluster.startGateway(address, "notification", "community").awaitReady();
    }

    private static String overHttp(ServiceAddress address, Optional<String> publisher, Map<String, Object> event) {
        return TestUser.request(address, publisher, "POST", DomainEventJson.PATH, Optional.of(event))
                .body()
                .path("status")
                .asText();
    }

    private static String overTheBridge(int port, Optional<String> publisher, Map<String, Object> event) {
        try (BridgeClient service = BridgeClient.open(port)) {
            return service.ask(BridgeClient.call(publisher.orElseThrow(), "devthread.events", event))
                    .at("/body/status")
                    .asText();
        }
    }

    /** The client knows nothing of the last event: it may have been written to a socket that was cut, or never. */
    private static void deliveredOnce(TestUser alice, JsonNode welcome, UUID post, int unread) {
        try (RealtimeClient back = alice.resume(welcome, welcome.path("seq").asLong())) {
            assertThat(back.awaitWelcome().path("resume").path("result").asText())
                    .isEqualTo("full");
            back.awaitDurable(1);
            back.call("system", "ping", Map.of());
            assertThat(back.durable()).singleElement().satisfies(frame -> {
                assertThat(frame.path("event").asText()).isEqualTo("new_notification");
                assertThat(frame.at("/data/notification/post_id").asText()).isEqualTo(post.toString());
                assertThat(frame.at("/data/unread_count").asInt()).isEqualTo(unread);
            });
        }
    }
}
