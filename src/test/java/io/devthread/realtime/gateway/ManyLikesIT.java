package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.DomainEventJson;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A post that everybody likes at once, over HTTP in batches, with its author on three devices. */
class ManyLikesIT {
    private static final int BATCHES = 100;
    private static final int BATCH = 100;

    private static TestService service;
    private static Optional<String> publisher;

    @BeforeAll
    static void startService() {
        service = TestService.start();
        publisher = Optional.of(service.token(someone(), Instant.now().plusSeconds(3_600), "events:publish"));
    }

    @AfterAll
    static void stopService() {
        service.close();
    }

    @Test
    void tenThousandLikesAreCountedExactlyInOneUpdateASecondAndOthersAreToldMeanwhile() {
        UserId author = someone();
        UserId other = someone();
        UUID post = Ids.next();
        try (RealtimeClient phone = connect(author);
                RealtimeClient tablet = connect(author);
                RealtimeClient desk = connect(author);
                RealtimeClient somebody = connect(other)) {
            for (int batch = 0; batch < BATCHES; batch++) {
                publish(likes(author, post));
                if (batch % 20 == 0) {
                    UUID meanwhile = Ids.next();
                    publish(List.of(DomainEventJson.liked(someone(), "carol", other, meanwhile)));
                    somebody.await("the like of another post", frame -> frame.at("/data/notification/post_id")
                            .asText()
                            .equals(meanwhile.toString()));
                }
            }
            for (RealtimeClient device : List.of(phone, tablet, desk)) {
                device.await("all of them", frame -> count(frame) == BATCHES * BATCH);
                assertOneUpdateASecond(device.durable());
            }
            assertThat(phone.durable()).isEqualTo(tablet.durable()).isEqualTo(desk.durable());
        }
        JsonNode list = get(author, "/api/v1/notifications").path("items");
        assertThat(list).hasSize(1);
        assertThat(list.get(0).path("actors_count").asInt()).isEqualTo(BATCHES * BATCH);
        assertThat(get(author, "/api/v1/notifications/unread-count")
                        .path("unread_count")
                        .asInt())
                .isEqualTo(1);
    }

    /** By the server's own clock, so that a slow machine does not matter. */
    private static void assertOneUpdateASecond(List<JsonNode> frames) {
        assertThat(frames.getFirst().path("event").asText()).isEqualTo("new_notification");
        for (int i = 1; i < frames.size(); i++) {
            assertThat(frames.get(i).path("event").asText()).isEqualTo("notification_updated");
            assertThat(frames.get(i).path("timestamp").asLong()
                            - frames.get(i - 1).path("timestamp").asLong())
                    .as("milliseconds since the event before")
                    .isGreaterThanOrEqualTo(1_000);
        }
    }

    private static List<Map<String, Object>> likes(UserId author, UUID post) {
        return IntStream.range(0, BATCH)
                .mapToObj(i -> DomainEventJson.liked(someone(), "fan", author, post))
                .toList();
    }

    private static void publish(List<Map<String, Object>> events) {
        TestUser.Answer answer =
                TestUser.request(service.address(), publisher, "POST", DomainEventJson.PATH, Optional.of(events));
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        answer.body().forEach(one -> assertThat(one.path("status").asText()).isEqualTo("accepted"));
    }

    private static RealtimeClient connect(UserId user) {
        RealtimeClient client = RealtimeClient.open(service.address().ws(), service.token(user));
        client.awaitWelcome();
        return client;
    }

    private static JsonNode get(UserId user, String path) {
        return TestUser.request(service.address(), Optional.of(service.token(user)), "GET", path, Optional.empty())
                .body();
    }

    private static int count(JsonNode frame) {
        return frame.at("/data/notification/actors_count").asInt();
    }

    private static UserId someone() {
        return new UserId(Ids.next());
    }
}
