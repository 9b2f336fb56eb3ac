package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.PollingClient;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.Sight;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who only polls sees whom a connection would see. Bob, who follows Alice and Carol, and Dave, who does too, poll. */
class PresenceByPollIT {
    private static TestService service;
    private static TestService west;

    private TestUser alice;
    private TestUser bob;
    private TestUser carol;
    private TestUser dave;

    @BeforeAll
    static void start() {
        service = TestService.start(
                Map.of("DEVTHREAD_PRESENCE_OFFLINE_DEBOUNCE", "500ms", "DEVTHREAD_PRESENCE_PUBLISH_EVERY", "200ms"));
        west = service.another("gateway,polling");
    }

    @AfterAll
    static void stop() {
        west.close();
        service.close();
    }

    @BeforeEach
    void people() {
        String tag = "_" + Ids.next().toString().substring(28);
        alice = service.register("alice" + tag);
        bob = service.register("bob" + tag);
        carol = service.register("carol" + tag);
        dave = service.register("dave" + tag);
        for (TestUser follower : List.of(bob, dave)) {
            follow(follower, alice);
            follow(follower, carol);
        }
    }

    @Test
    void eachChangeIsToldOnce() {
        PollingClient polling = PollingClient.start(bob, "");
        try (RealtimeClient device = welcomed(alice)) {
            Sight.awaitTold(polling, alice, "online");
            for (String status : List.of("busy", "away", "offline", "online")) {
                choose(device, status);
                Sight.awaitTold(polling, alice, status);
            }
        }
        Sight.awaitTold(polling, alice, "offline");
        assertThat(statuses(Sight.of(polling, alice)))
                .containsExactly("online", "busy", "away", "offline", "online", "offline");
        assertThat(Sight.of(polling, alice).getLast().path("last_seen").asText())
                .startsWith("20");
        assertThat(polling.events())
                .allSatisfy(event -> assertThat(event.has("seq")).isFalse())
                .extracting(event -> event.path("id").asText())
                .doesNotHaveDuplicates();
    }

    @Test
    void aPollThatWaitsIsAnsweredAndTheNextOneWhereNoneWaited() {
        PollingClient polling = PollingClient.start(bob, "");
        try (RealtimeClient device = welcomed(alice);
                RealtimeClient follower = welcomed(dave)) {
            Sight.awaitTold(polling, alice, "online");
            CompletableFuture<JsonNode> waiting = CompletableFuture.supplyAsync(
                    () -> polling.poll(30), task -> Thread.ofVirtual().start(task));
            Eventually.holds("it waits", () -> service.metric("devthread_polls") == 1);
            choose(device, "busy");
            assertThat(waiting.join().at("/events/0/event").asText()).isEqualTo("presence_changed");

            choose(device, "away");
            Sight.awaitTold(follower, alice, "away");
            Eventually.holds("the next poll brings it", () -> {
                polling.poll(0);
                return statuses(Sight.of(polling, alice)).equals(List.of("online", "busy", "away"));
            });
        }
    }

    @Test
    void whoIsThereAlreadyIsToldAfterTheFirstPoll() {
        try (RealtimeClient ofAlice = welcomed(alice);
                RealtimeClient ofCarol = welcomed(carol);
                RealtimeClient follower = welcomed(dave)) {
            Sight.awaitTold(follower, alice, "online");
            Sight.awaitTold(follower, carol, "online");
            PollingClient polling = PollingClient.start(bob, "");
            Sight.awaitTold(polling, alice, "online");
            Sight.awaitTold(polling, carol, "online");
            assertThat(polling.events()).hasSize(1);
            assertThat(List.of(ofAlice, ofCarol)).noneMatch(RealtimeClient::isClosed);
        }
    }

    /** Also one that comes from a socket. */
    @Test
    void soIsAnotherDeviceThatBegins() {
        PollingClient first = PollingClient.start(bob, "");
        try (RealtimeClient device = welcomed(alice)) {
            Sight.awaitTold(first, alice, "online");
            Sight.awaitTold(PollingClient.start(bob, ""), alice, "online");
            JsonNode place = first.last();
            PollingClient moved = PollingClient.from(
                    bob, place.path("epoch").asText(), place.path("seq").asLong());
            Sight.awaitTold(moved, alice, "online");
            assertThat(device.isClosed()).isFalse();
        }
    }

    @Test
    void thePartnerIsToldOnTheChannelOfTheConversation() {
        TestUser erin = service.register("erin_" + Ids.next().toString().substring(28));
        String channel = "conversation:" + erin.conversationWith(alice);
        PollingClient without = PollingClient.start(erin, "");
        PollingClient polling = PollingClient.start(erin, channel);
        try (RealtimeClient device = welcomed(alice)) {
            awaitOn(polling, channel, "online");
            choose(device, "busy");
            awaitOn(polling, channel, "busy");
        }
        awaitOn(polling, channel, "offline");
        assertThat(statuses(Sight.on(polling, channel))).endsWith("online", "busy", "offline");
        assertThat(without.poll(0).path("events")).isEmpty();
    }

    /** Dave's poll tells when Bob's would know. */
    @ParameterizedTest
    @EnumSource
    void whoMayNotBeSeenIsNotTold(Hidden hidden) {
        switch (hidden) {
            case ALICE_SHOWS_NO_PRESENCE -> request(alice, "PATCH", "/api/v1/settings", Map.of("show_presence", false));
            case BOB_SHOWS_NO_PRESENCE -> request(bob, "PATCH", "/api/v1/settings", Map.of("show_presence", false));
            case ALICE_BLOCKS_BOB -> request(alice, "PUT", "/api/v1/blocks/" + bob.id(), Map.of());
        }
        PollingClient ofBob = PollingClient.start(bob, "");
        PollingClient ofDave = PollingClient.start(dave, "");
        try (RealtimeClient device = welcomed(alice)) {
            choose(device, "busy");
            try (RealtimeClient control = welcomed(carol)) {
                Sight.awaitTold(ofDave, carol, "online");
                ofBob.poll(2);
                assertThat(Sight.of(ofBob, alice)).isEmpty();
                assertThat(control.isClosed()).isFalse();
            }
        }
    }

    private enum Hidden {
        ALICE_SHOWS_NO_PRESENCE,
        BOB_SHOWS_NO_PRESENCE,
        ALICE_BLOCKS_BOB
    }

    @Test
    void aBlockTakesAwayAndItsEndBringsBack() {
        PollingClient polling = PollingClient.start(bob, "");
        try (RealtimeClient device = welcomed(alice)) {
            Sight.awaitTold(polling, alice, "online");
            request(alice, "PUT", "/api/v1/blocks/" + bob.id(), Map.of());
            Sight.awaitTold(polling, alice, "offline");
            assertThat(Sight.of(polling, alice).getLast().path("last_seen").isNull())
                    .isTrue();
            request(alice, "DELETE", "/api/v1/blocks/" + bob.id(), Map.of());
            Sight.awaitTold(polling, alice, "online");
            assertThat(device.isClosed()).isFalse();
        }
    }

    /** Both gateways know that Bob polls, and both hear of Alice; a socket that he has beside is told by itself. */
    @Test
    void whoPollsAtTwoGatewaysIsToldOnce() {
        PollingClient polling = PollingClient.start(bob, "");
        Sight.awaitTold(polling.at(west.address()), alice, "offline");
        try (RealtimeClient socket = welcomed(bob.at(west.address()));
                RealtimeClient device = welcomed(alice)) {
            Sight.awaitTold(polling, alice, "online");
            for (String status : List.of("busy", "away", "online", "busy")) {
                choose(device, status);
                Sight.awaitTold(polling.at(status.equals("busy") ? service.address() : west.address()), alice, status);
                Sight.awaitTold(socket, alice, status);
            }
            polling.at(west.address()).poll(1);
            polling.at(service.address()).poll(1);
            assertThat(statuses(Sight.of(polling, alice)))
                    .containsExactly("offline", "online", "busy", "away", "online", "busy");
            assertThat(statuses(Sight.of(socket, alice))).containsExactly("online", "busy", "away", "online", "busy");
        }
    }

    /** As at every upgrade: who goes between the last poll there and the first one elsewhere. */
    @Test
    void whoGoesWhileTheGatewayOfThePollsEndsIsToldElsewhere() {
        TestService ending = service.another("gateway");
        PollingClient polling = PollingClient.start(bob.at(ending.address()), "");
        try (RealtimeClient follower = welcomed(dave)) {
            try (RealtimeClient device = welcomed(alice)) {
                Sight.awaitTold(polling, alice, "online");
                Sight.awaitTold(follower, alice, "online");
                ending.close();
                assertThat(device.isClosed()).isFalse();
            }
            Sight.awaitTold(follower, alice, "offline");
        }
        Sight.awaitTold(polling.at(service.address()), alice, "offline");
    }

    private static List<String> statuses(List<JsonNode> presences) {
        return presences.stream().map(one -> one.path("status").asText()).toList();
    }

    private static void awaitOn(PollingClient polling, String channel, String status) {
        Eventually.holds(status + " on " + channel, () -> {
            polling.poll(1);
            List<String> told = statuses(Sight.on(polling, channel));
            return !told.isEmpty() && told.getLast().equals(status);
        });
    }

    private static RealtimeClient welcomed(TestUser user) {
        RealtimeClient client = user.connect();
        client.awaitWelcome();
        return client;
    }

    private static void choose(RealtimeClient client, String status) {
        assertThat(client.call("presence", "set_status", Map.of("status", status))
                        .path("type")
                        .asText())
                .isEqualTo("ack");
    }

    /** The service hears of it from the community a moment later. */
    private static void follow(TestUser follower, TestUser followed) {
        request(follower, "PUT", "/api/v1/users/" + followed.id() + "/follow", Map.of());
        Eventually.holds("the follow is told", () -> followed.get("/api/v1/notifications")
                .body()
                .toString()
                .contains(follower.id().toString()));
    }

    private static void request(TestUser user, String method, String path, Object body) {
        assertThat(TestUser.request(user.address(), Optional.of(user.token()), method, path, Optional.of(body))
                        .status())
                .isBetween(200, 204);
    }
}
