package io.devthread.realtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A client that polls, at whichever gateway it is told; it remembers every event and where it stands. */
public final class PollingClient {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<JsonNode> events = new ArrayList<>();
    private final String channels;
    private TestUser user;
    private String position;
    private JsonNode last;

    private PollingClient(TestUser user, String channels, String position) {
        this.user = user;
        this.channels = channels;
        this.position = position;
    }

    /** Starts afresh. @param channels separated by commas */
    public static PollingClient start(TestUser user, String channels) {
        PollingClient client = new PollingClient(user, channels, "");
        client.poll(0);
        return client;
    }

    /** Goes on where a socket has stopped. */
    public static PollingClient from(TestUser user, String epoch, long seq) {
        return new PollingClient(user, "", "&epoch=" + epoch + "&seq=" + seq);
    }

    /** From now on it asks another gateway. */
    public PollingClient at(ServiceAddress other) {
        user = user.at(other);
        return this;
    }

    /** @return the answer */
    public JsonNode poll(int seconds) {
        TestUser.Answer answer = user.get(path(seconds));
        assertThat(answer.status()).as("poll: %s", answer.body()).isEqualTo(200);
        last = answer.body();
        position = "&last_poll_id=" + last.path("last_poll_id").asText();
        last.path("events").forEach(events::add);
        return last;
    }

    /** What the next poll asks for. */
    public String path(int seconds) {
        return "/api/v1/realtime/poll?timeout=" + seconds + position + "&channels="
                + URLEncoder.encode(channels, StandardCharsets.UTF_8);
    }

    /** Polls until an event fits. */
    public JsonNode await(String what, Predicate<JsonNode> fits) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (events.stream().noneMatch(fits)) {
            assertThat(System.nanoTime() - end)
                    .as("%s did not come; came: %s", what, events)
                    .isNegative();
            poll(2);
        }
        return events.stream().filter(fits).findFirst().orElseThrow();
    }

    /** Polls until {@code count} durable events have come and gives them in the order of their arrival. */
    public List<JsonNode> awaitDurable(int count) {
        await(count + " durable events", event -> durable().size() >= count);
        return durable();
    }

    public List<JsonNode> durable() {
        return events.stream().filter(event -> event.has("seq")).toList();
    }

    public List<JsonNode> events() {
        return List.copyOf(events);
    }

    /** The answer before. */
    public JsonNode last() {
        return last;
    }
}
