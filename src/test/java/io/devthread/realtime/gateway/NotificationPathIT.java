package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.DomainEventJson;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From another service's domain event, over HTTP, to the sockets of the person it concerns. */
class NotificationPathIT {
    private static TestService service;
    private static Optional<String> publisher;

    private final UUID post = Ids.next();
    private TestUser alice;

    @BeforeAll
    static void startService() {
        service = TestService.start();
        publisher =
                Optional.of(service.token(new UserId(Ids.next()), Instant.now().plusSeconds(600), "events:publish"));
    }

    @AfterAll
    static void stopService() {
        service.close();
    }

    @BeforeEach
    void somebody() {
        alice = service.register("alice_" + Ids.next().toString().substring(24));
    }

    @Test
    void aLikeReachesEveryDeviceOfTheAuthorAndNobodyElse() {
        TestUser bob = service.register("bob_" + Ids.next().toString().substring(24));
        try (RealtimeClient phone = alice.connect();
                RealtimeClient laptop = alice.connect();
                RealtimeClient stranger = bob.connect()) {
            phone.awaitWelcome();
            laptop.awaitWelcome();
            stranger.awaitWelcome();
            Map<String, Object> like = DomainEventJson.liked(bob.id(), bob.username(), alice.id(), post);
            assertThat(publish(like).body().path("status").asText()).isEqualTo("accepted");
            for (RealtimeClient device : List.of(phone, laptop)) {
                JsonNode frame = device.awaitEvent("new_notification");
                assertThat(frame.path("type").asText()).isEqualTo("notification");
                assertThat(frame.path("seq").asLong()).isEqualTo(1);
                assertThat(frame.at("/data/unread_count").asLong()).isEqualTo(1);
                assertThat(frame.at("/data/notification/actor/username").asText())
                        .isEqualTo(bob.username());
            }
            stranger.call("system", "ping", Map.of());
            assertThat(stranger.durable()).isEmpty();
        }
    }

    @Test
    void markingOnOneDeviceEmptiesTheOther() {
        publish(DomainEventJson.liked(new UserId(Ids.next()), "bob", alice.id(), post));
        String id = Eventually.passes(() -> items().path(0).path("id").asText());
        try (RealtimeClient phone = alice.connect();
                RealtimeClient laptop = alice.connect()) {
            phone.awaitWelcome();
            laptop.awaitWelcome();
            JsonNode ack = phone.call("notification", "mark_read", Map.of("notification_ids", List.of(id)));
            assertThat(ack.path("type").asText()).as("%s", ack).isEqualTo("ack");
            assertThat(ack.at("/data/unread_count").asLong()).isZero();
            JsonNode told = laptop.awaitEvent("notifications_read");
            assertThat(told.at("/data/notification_ids/0").asText()).isEqualTo(id);
            assertThat(told.at("/data/unread_count").asLong()).isZero();
            assertThat(unreadCount()).isZero();
            assertThat(items().path(0).path("read").asBoolean()).isTrue();
        }
    }

    @Test
    void aCommandThatIsNeitherIdsNorAllIsRefusedWithTheField() {
        try (RealtimeClient phone = alice.connect()) {
            phone.awaitWelcome();
            for (Map<String, Object> data : List.<Map<String, Object>>of(
                    Map.of(),
                    Map.of("all", true, "notification_ids", List.of(Ids.next())),
                    Map.of("notification_ids", List.of("x")))) {
                JsonNode error = phone.call("notification", "mark_read", data);
                assertThat(error.path("code").asText()).as("%s", error).isEqualTo("invalid_data");
                assertThat(error.path("field").asText()).isEqualTo("notification_ids");
            }
            assertThat(phone.call("notification", "mark_read", Map.of("all", true))
                            .at("/data/unread_count")
                            .asLong(-1))
                    .isZero();
        }
    }

    @Test
    void anArrayOfEventsIsAnsweredForEach() {
        List<Map<String, Object>> events = new ArrayList<>();
        for (int i = 0; i < 99; i++) {
            events.add(DomainEventJson.liked(new UserId(Ids.next()), "fan" + i, alice.id(), post));
        }
        events.add(50, Map.of("id", Ids.next(), "type", "post_liked"));
        JsonNode results = publish(events).body();
        assertThat(results).hasSize(100);
        assertThat(results.path(50).path("code").asText()).isEqualTo("invalid_data");
        results.forEach(
                result -> assertThat(result.has("status") ^ result.has("code")).isTrue());
        assertThat(items()).hasSize(1);
        assertThat(items().path(0).path("actors_count").asInt()).isEqualTo(99);
        assertThat(unreadCount()).isEqualTo(1);
    }

    @Test
    void whoWasAwayGetsWhatWasMissed() {
        JsonNode welcome;
        try (RealtimeClient phone = alice.connect()) {
            welcome = phone.awaitWelcome();
        }
        publish(DomainEventJson.liked(new UserId(Ids.next()), "bob", alice.id(), post));
        publish(DomainEventJson.liked(new UserId(Ids.next()), "carol", alice.id(), post));
        try (RealtimeClient back = alice.resume(welcome, welcome.path("seq").asLong())) {
            assertThat(back.awaitDurable(2))
                    .extracting(frame -> frame.path("event").asText())
                    .containsExactly("new_notification", "notification_updated");
        }
    }

    private JsonNode items() {
        return alice.get("/api/v1/notifications").body().path("items");
    }

    private long unreadCount() {
        return alice.get("/api/v1/notifications/unread-count")
                .body()
                .path("unread_count")
                .asLong(-1);
    }

    private static TestUser.Answer publish(Object body) {
        TestUser.Answer answer =
                TestUser.request(service.address(), publisher, "POST", DomainEventJson.PATH, Optional.of(body));
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        return answer;
    }
}
