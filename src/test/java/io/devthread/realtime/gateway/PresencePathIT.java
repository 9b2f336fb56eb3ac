package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.Retry;
import io.devthread.realtime.testkit.Sight;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import io.devthread.realtime.testkit.TestUser.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who sees whom, from outside. Bob follows Alice. */
class PresencePathIT {
    private static final Duration PUBLISH_EVERY = Duration.ofMillis(200);

    private static TestService service;

    private TestUser alice;
    private TestUser bob;

    @BeforeAll
    static void start() {
        service = TestService.start(Map.of(
                "DEVTHREAD_PRESENCE_OFFLINE_DEBOUNCE",
                "500ms",
                "DEVTHREAD_PRESENCE_PUBLISH_EVERY",
                PUBLISH_EVERY.toMillis() + "ms"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void people() {
        alice = service.register(name("alice"));
        bob = service.register(name("bob"));
        follow(bob, alice);
    }

    @Test
    void aFollowerIsToldOfComingAndGoing() {
        try (RealtimeClient follower = welcomed(bob)) {
            awaitState(follower);
            RealtimeClient followed = welcomed(alice);
            awaitLast(follower, "online");
            assertThat(Sight.last(follower, alice)
                            .orElseThrow()
                            .path("last_seen")
                            .isNull())
                    .isTrue();
            followed.close();
            awaitLast(follower, "offline");
            assertThat(Sight.last(follower, alice)
                            .orElseThrow()
                            .path("last_seen")
                            .asText())
                    .startsWith("20");
        }
    }

    @Test
    void aSingleChangeComesAsOneEventOnThePersonalChannelWithoutASeq() {
        try (RealtimeClient follower = welcomed(bob)) {
            awaitState(follower);
            try (RealtimeClient followed = welcomed(alice)) {
                JsonNode changed = follower.awaitEvent("presence_changed");
                assertThat(changed.path("type").asText()).isEqualTo("presence");
                assertThat(changed.path("channel").asText()).isEqualTo("user:" + bob.id());
                assertThat(changed.has("seq")).isFalse();
                assertThat(changed.path("data").path("user_id").asText())
                        .isEqualTo(alice.id().toString());
                assertThat(followed.isClosed()).isFalse();
            }
        }
    }

    @Test
    void theWelcomeIsFollowedByThoseWhoAreThereAlsoOnASecondDeviceAndOnResume() {
        try (RealtimeClient followed = welcomed(alice)) {
            awaitPresence(bob, alice, "online");
            RealtimeClient first = bob.connect();
            JsonNode welcome = first.awaitWelcome();
            assertThat(awaitState(first).findValuesAsText("user_id"))
                    .containsExactly(alice.id().toString());
            try (RealtimeClient second = welcomed(bob)) {
                assertThat(awaitState(second).findValuesAsText("status")).containsExactly("online");
            }
            first.cut();
            try (RealtimeClient back = bob.resume(welcome, welcome.path("seq").asLong())) {
                assertThat(awaitState(back).findValuesAsText("status")).containsExactly("online");
            }
        }
    }

    @Test
    void theStatesOfSeveralDevicesAndTheOwnChoiceAreOne() {
        try (RealtimeClient follower = welcomed(bob);
                RealtimeClient desk = welcomed(alice);
                RealtimeClient phone = welcomed(alice)) {
            awaitLast(follower, "online");
            notice(desk, "away");
            notice(phone, "away");
            awaitLast(follower, "away");
            notice(phone, "online");
            awaitLast(follower, "online");
            assertThat(choose(desk, "busy").at("/data/status").asText()).isEqualTo("busy");
            awaitLast(follower, "busy");
            notice(desk, "online");
            notice(phone, "away");
            assertThat(own(alice)).isEqualTo("busy");
            choose(phone, "online");
            awaitLast(follower, "online");
        }
    }

    @Test
    void aChoiceOutlivesTheConnections() {
        try (RealtimeClient follower = welcomed(bob)) {
            try (RealtimeClient device = welcomed(alice)) {
                choose(device, "busy");
                awaitLast(follower, "busy");
            }
            awaitLast(follower, "offline");
            try (RealtimeClient device = welcomed(alice)) {
                awaitLast(follower, "busy");
                assertThat(device.isClosed()).isFalse();
            }
        }
    }

    @Test
    void appearingOfflineHidesFromFollowersAndFromQueries() {
        try (RealtimeClient follower = welcomed(bob);
                RealtimeClient device = welcomed(alice)) {
            awaitLast(follower, "online");
            choose(device, "offline");
            awaitLast(follower, "offline");
            assertThat(query(follower, alice).path("status").asText()).isEqualTo("offline");
            assertThat(own(alice)).isEqualTo("offline");
        }
    }

    @Test
    void whoShowsNoPresenceIsNeitherSeenNorSees() {
        follow(alice, bob);
        try (RealtimeClient ofBob = welcomed(bob);
                RealtimeClient ofAlice = welcomed(alice)) {
            Sight.awaitTold(ofBob, alice, "online");
            Sight.awaitTold(ofAlice, bob, "online");
            request(alice, "PATCH", "/api/v1/settings", Map.of("show_presence", false));
            Sight.awaitTold(ofBob, alice, "offline");
            Sight.awaitTold(ofAlice, bob, "offline");
            assertNeverSeen(Sight.last(ofAlice, bob).orElseThrow());
            assertThat(query(ofBob, alice).path("status").asText()).isEqualTo("offline");
            assertThat(query(ofAlice, bob).path("status").asText()).isEqualTo("offline");
            request(alice, "PATCH", "/api/v1/settings", Map.of("show_presence", true));
            Sight.awaitTold(ofBob, alice, "online");
            Sight.awaitTold(ofAlice, bob, "online");
        }
    }

    @Test
    void aBlockMakesBothOfflineToEachOtherAndItsEndBringsThemBack() {
        follow(alice, bob);
        try (RealtimeClient ofBob = welcomed(bob);
                RealtimeClient ofAlice = welcomed(alice)) {
            Sight.awaitTold(ofBob, alice, "online");
            Sight.awaitTold(ofAlice, bob, "online");
            request(alice, "PUT", "/api/v1/blocks/" + bob.id(), Map.of());
            Sight.awaitTold(ofBob, alice, "offline");
            Sight.awaitTold(ofAlice, bob, "offline");
            assertNeverSeen(Sight.last(ofBob, alice).orElseThrow());
            request(alice, "DELETE", "/api/v1/blocks/" + bob.id(), Map.of());
            Sight.awaitTold(ofBob, alice, "online");
            Sight.awaitTold(ofAlice, bob, "online");
        }
    }

    @Test
    void followingAndUnfollowingTakeEffectWhileConnected() {
        TestUser carol = service.register(name("carol"));
        try (RealtimeClient ofAlice = welcomed(alice);
                RealtimeClient ofCarol = welcomed(carol)) {
            follow(carol, alice);
            Sight.awaitTold(ofCarol, alice, "online");
            request(carol, "DELETE", "/api/v1/users/" + alice.id() + "/follow", Map.of());
            Sight.awaitTold(ofCarol, alice, "offline");
            assertNeverSeen(Sight.last(ofCarol, alice).orElseThrow());
            assertThat(ofAlice.isClosed()).isFalse();
        }
    }

    @Test
    void whomIFollowIAmShownAtOnce() {
        TestUser carol = service.register(name("carol"));
        try (RealtimeClient ofAlice = welcomed(alice)) {
            awaitPresence(bob, alice, "online");
            assertThat(seen(carol, alice)).isEqualTo("offline");
            seesAtOnce(carol, alice, "PUT", "online");
            seesAtOnce(carol, alice, "DELETE", "offline");
            assertThat(ofAlice.isClosed()).isFalse();
        }
    }

    /** Where presence has not heard of it for two seconds, the answer waits no longer. */
    private static void seesAtOnce(TestUser follower, TestUser followed, String change, String status) {
        long begun = System.nanoTime();
        request(follower, change, "/api/v1/users/" + followed.id() + "/follow", Map.of());
        if (System.nanoTime() - begun < Duration.ofSeconds(2).toNanos()) {
            assertThat(seen(follower, followed)).isEqualTo(status);
        } else {
            awaitPresence(follower, followed, status);
        }
    }

    @Test
    void whoSubscribesToAConversationSeesThePartnerThere() {
        TestUser carol = service.register(name("carol"));
        String conversation = alice.conversationWith(carol);
        String channel = "conversation:" + conversation;
        try (RealtimeClient ofCarol = welcomed(carol)) {
            ofCarol.call("system", "subscribe", Map.of("channel", channel));
            assertThat(awaitOn(ofCarol, channel, "offline")).isNotNull();
            try (RealtimeClient ofAlice = welcomed(alice)) {
                awaitOn(ofCarol, channel, "online");
                request(alice, "PUT", "/api/v1/blocks/" + carol.id(), Map.of());
                Eventually.holds("the partner vanishes", () -> Sight.on(ofCarol, channel)
                        .getLast()
                        .path("status")
                        .asText()
                        .equals("offline"));
                assertThat(ofAlice.isClosed()).isFalse();
            }
        }
    }

    @Test
    void aQueryAnswersForAHundredAndRefusesMore() {
        List<String> hundred = IntStream.range(0, 100)
                .mapToObj(i -> i == 0 ? alice.id().toString() : Ids.next().toString())
                .toList();
        try (RealtimeClient ofAlice = welcomed(alice);
                RealtimeClient ofBob = welcomed(bob)) {
            awaitPresence(bob, alice, "online");
            JsonNode presences =
                    ofBob.call("presence", "query", Map.of("user_ids", hundred)).at("/data/presences");
            assertThat(presences.findValuesAsText("user_id")).isEqualTo(hundred);
            assertThat(presences.get(0).path("status").asText()).isEqualTo("online");
            assertThat(presences.get(1).path("status").asText()).isEqualTo("offline");
            assertThat(bob.get("/api/v1/presence?user_ids=" + String.join(",", hundred))
                            .body()
                            .path("presences"))
                    .isEqualTo(presences);
            List<String> more =
                    IntStream.range(0, 101).mapToObj(i -> Ids.next().toString()).toList();
            assertThat(ofBob.call("presence", "query", Map.of("user_ids", more))
                            .path("code")
                            .asText())
                    .isEqualTo("invalid_data");
            assertThat(bob.get("/api/v1/presence?user_ids=" + String.join(",", more))
                            .status())
                    .isEqualTo(400);
            assertThat(bob.get("/api/v1/presence").status()).isEqualTo(400);
            assertThat(ofAlice.isClosed()).isFalse();
        }
    }

    /** Announced once an interval at most, so the frames are few however often the status changes. */
    @Test
    void whoFlapsIsToldOnceAnIntervalAndAsTheLastOneIs() {
        try (RealtimeClient follower = welcomed(bob);
                RealtimeClient device = welcomed(alice)) {
            awaitLast(follower, "online");
            int before = Sight.of(follower, alice).size();
            long begun = System.nanoTime();
            for (int i = 0; i < 50; i++) {
                choose(device, i % 2 == 0 ? "away" : "online");
            }
            choose(device, "busy");
            awaitLast(follower, "busy");
            long intervals = 1 + Duration.ofNanos(System.nanoTime() - begun).dividedBy(PUBLISH_EVERY);
            assertThat(Sight.of(follower, alice).size() - before).isBetween(1, (int) intervals + 1);
        }
    }

    @Test
    void whoAsksRightBehindAStatusHearsOfIt() {
        try (RealtimeClient device = welcomed(alice)) {
            awaitPresence(bob, alice, "online");
            for (String status : List.of("busy", "away", "busy", "away", "busy", "online")) {
                JsonNode replies = Retry.whileUnavailable(
                        () -> alice.post(
                                        "/api/v1/realtime/commands",
                                        List.of(
                                                command("set_status", Map.of("status", status)),
                                                command("query", Map.of("user_ids", List.of(alice.id())))))
                                .body(),
                        both -> both.path(0));
                assertThat(replies.at("/1/data/presences/0/status").asText())
                        .as("%s", replies)
                        .isEqualTo(status);
                device.command("presence", "set_status", Map.of("status", "busy"));
                device.command("presence", "set_status", Map.of("status", status));
                assertThat(query(device, alice).path("status").asText()).isEqualTo(status);
            }
        }
    }

    private static Map<String, Object> command(String event, Object data) {
        return Map.of("id", event, "type", "presence", "event", event, "data", data);
    }

    @Test
    void theOwnPresenceIsReadAndSetOverHttp() {
        try (RealtimeClient follower = welcomed(bob);
                RealtimeClient device = welcomed(alice)) {
            awaitLast(follower, "online");
            Answer set = request(alice, "PUT", "/api/v1/presence/me", Map.of("status", "away"));
            assertThat(set.body().path("status").asText()).isEqualTo("away");
            awaitLast(follower, "away");
            assertThat(own(alice)).isEqualTo("away");
            assertThat(TestUser.request(
                                    alice.address(),
                                    Optional.of(alice.token()),
                                    "PUT",
                                    "/api/v1/presence/me",
                                    Optional.of(Map.of("status", "asleep")))
                            .status())
                    .isEqualTo(400);
            assertThat(choose(device, "asleep").path("code").asText()).isEqualTo("invalid_data");
            assertThat(notice(device, "busy").path("code").asText()).isEqualTo("invalid_data");
        }
    }

    private static void follow(TestUser follower, TestUser followed) {
        request(follower, "PUT", "/api/v1/users/" + followed.id() + "/follow", Map.of());
    }

    private static Answer request(TestUser user, String method, String path, Object body) {
        Answer answer = TestUser.request(user.address(), Optional.of(user.token()), method, path, Optional.of(body));
        assertThat(answer.status()).as("%s", answer.body()).isBetween(200, 204);
        return answer;
    }

    private static RealtimeClient welcomed(TestUser user) {
        RealtimeClient client = user.connect();
        client.awaitWelcome();
        return client;
    }

    private static JsonNode choose(RealtimeClient client, String status) {
        return client.call("presence", "set_status", Map.of("status", status));
    }

    private static JsonNode notice(RealtimeClient client, String status) {
        return client.call("presence", "set_status", Map.of("status", status, "automatic", true));
    }

    private static String own(TestUser user) {
        return user.get("/api/v1/presence/me").body().path("status").asText();
    }

    private static JsonNode query(RealtimeClient client, TestUser user) {
        return client.call("presence", "query", Map.of("user_ids", List.of(user.id())))
                .at("/data/presences/0");
    }

    private static void awaitPresence(TestUser viewer, TestUser user, String status) {
        Eventually.holds(
                user.username() + " is " + status, () -> seen(viewer, user).equals(status));
    }

    private static String seen(TestUser viewer, TestUser user) {
        return viewer.get("/api/v1/presence?user_ids=" + user.id())
                .body()
                .at("/presences/0/status")
                .asText();
    }

    private static JsonNode awaitState(RealtimeClient client) {
        return client.awaitEvent("presence_state").at("/data/presences");
    }

    private void awaitLast(RealtimeClient client, String status) {
        Sight.awaitTold(client, alice, status);
    }

    private static JsonNode awaitOn(RealtimeClient client, String channel, String status) {
        return client.await(
                status + " on " + channel,
                frame -> frame.path("channel").asText().equals(channel)
                        && frame.findValuesAsText("status").contains(status));
    }

    private static void assertNeverSeen(JsonNode presence) {
        assertThat(presence.path("last_seen").isNull()).isTrue();
    }

    private static String name(String first) {
        return first + "_" + Ids.next().toString().substring(28);
    }
}
