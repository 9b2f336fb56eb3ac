package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The feed events of contract section 2.4, from a publisher's request to whoever is subscribed. */
class FeedIT {
    private static TestService service;
    private static String publisher;

    @BeforeAll
    static void startService() {
        service = TestService.start(Map.of("DEVTHREAD_FEED_BATCH_INTERVAL", "1s"));
        publisher = service.token(someone(), Instant.now().plusSeconds(600), "events:publish");
    }

    @AfterAll
    static void stopService() {
        service.close();
    }

    @Test
    void newPostsAreAnnouncedToWhoIsSubscribedToTheFeedAndToNobodyElse() {
        try (RealtimeClient reader = subscribed("feed");
                RealtimeClient other = subscribed("post:" + Ids.next())) {
            List<String> posts = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                UUID post = Ids.next();
                posts.add(post.toString());
                publish("post_created", post, Map.of());
            }
            reader.await("all three posts", frame -> announced(reader).containsAll(posts));
            JsonNode update = reader.awaitEvent("feed_update");
            assertThat(update.path("type").asText()).isEqualTo("feed");
            assertThat(update.path("channel").asText()).isEqualTo("feed");
            assertThat(update.has("seq")).isFalse();
            assertThat(update.path("data").path("new_posts").asLong())
                    .isEqualTo(update.path("data").path("post_ids").size());
            assertThat(update.path("data").has("since")).isTrue();
            other.call("system", "ping", Map.of());
            assertThat(announced(other)).isEmpty();
        }
    }

    @Test
    void postsOfSomebodyBlockedAreNotAnnouncedToWhoHasBlocked() {
        UserId author = someone();
        UserId blocker = someone();
        Map<String, Object> byAuthor = Map.of("actor", Map.of("id", author, "username", "blocked"));
        publish("post_created", Ids.next(), byAuthor);
        TestUser.Answer blocked = TestUser.request(
                service.address(),
                Optional.of(service.token(blocker)),
                "PUT",
                "/api/v1/blocks/" + author,
                Optional.empty());
        assertThat(blocked.status()).isLessThan(300);
        UUID post = Ids.next();
        UUID another = Ids.next();
        try (RealtimeClient reader = subscribed("feed");
                RealtimeClient without = subscribed(blocker, "feed")) {
            publish("post_created", post, byAuthor);
            publish("post_created", another, Map.of());
            reader.await("both", frame -> announced(reader).containsAll(List.of(post.toString(), another.toString())));
            without.await("the other", frame -> announced(without).contains(another.toString()));
            assertThat(announced(without)).doesNotContain(post.toString());
        }
    }

    @Test
    void countsOfAPostComeOnItsOwnChannelTheNewestAtTheEnd() {
        UUID post = Ids.next();
        try (RealtimeClient reader = subscribed("post:" + post)) {
            for (int likes = 1; likes <= 20; likes++) {
                publish("post_liked", post, Map.of("recipient_id", someone(), "like_count", likes));
            }
            reader.await("twenty likes", frame -> likes(frame, post) == 20);
            long frames = reader.frames().stream()
                    .filter(frame -> frame.path("event").asText().equals("post_counts"))
                    .count();
            assertThat(frames).isLessThan(20);
        }
    }

    @Test
    void aDeletedPostLeavesTheFeedAndItsOwnChannel() {
        UUID post = Ids.next();
        try (RealtimeClient feed = subscribed("feed");
                RealtimeClient open = subscribed("post:" + post)) {
            publish("post_deleted", post, Map.of());
            for (RealtimeClient client : List.of(feed, open)) {
                client.await(
                        "the removal",
                        frame -> frame.path("event").asText().equals("post_removed")
                                && frame.path("data").path("post_id").asText().equals(post.toString()));
            }
        }
    }

    @Test
    void aPublishingServiceIsNotHeldToAPersonsLimit() {
        UUID post = Ids.next();
        for (int i = 0; i < 300; i++) {
            publish("post_liked", post, Map.of("recipient_id", someone(), "like_count", i));
        }
    }

    private static List<String> announced(RealtimeClient client) {
        List<String> posts = new ArrayList<>();
        client.frames().stream()
                .filter(frame -> frame.path("event").asText().equals("feed_update"))
                .forEach(frame -> frame.path("data").path("post_ids").forEach(id -> posts.add(id.asText())));
        return posts;
    }

    private static long likes(JsonNode frame, UUID post) {
        JsonNode counts = frame.path("data").path("posts").path(0);
        return counts.path("post_id").asText().equals(post.toString())
                ? counts.path("like_count").asLong()
                : 0;
    }

    private static void publish(String type, UUID post, Map<String, Object> more) {
        Map<String, Object> event = new HashMap<>();
        event.put("id", Ids.next());
        event.put("type", type);
        event.put("actor", Map.of("id", someone(), "username", "author"));
        event.put("post_id", post);
        event.put("created_at", Instant.now());
        event.putAll(more);
        TestUser.Answer answer = TestUser.request(
                service.address(), Optional.of(publisher), "POST", "/api/v1/realtime/events", Optional.of(event));
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    }

    private static RealtimeClient subscribed(String channel) {
        return subscribed(someone(), channel);
    }

    private static RealtimeClient subscribed(UserId user, String channel) {
        RealtimeClient client = RealtimeClient.open(service.address().ws(), service.token(user));
        client.awaitWelcome();
        assertThat(client.call("system", "subscribe", Map.of("channel", channel))
                        .path("type")
                        .asText())
                .isEqualTo("ack");
        return client;
    }

    private static UserId someone() {
        return new UserId(Ids.next());
    }
}
