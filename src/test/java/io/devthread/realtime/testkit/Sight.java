package io.devthread.realtime.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a client has been told of other people's presence. */
public final class Sight {
    private Sight() {}

    public static void awaitTold(RealtimeClient client, TestUser user, String status) {
        Eventually.holds(user.username() + " is told to be " + status, () -> isLast(of(client, user), status));
    }

    /** Polls until then. */
    public static void awaitTold(PollingClient client, TestUser user, String status) {
        Eventually.holds(user.username() + " is told to be " + status, () -> {
            client.poll(1);
            return isLast(of(client, user), status);
        });
    }

    /** On the personal channel. */
    public static Optional<JsonNode> last(RealtimeClient client, TestUser user) {
        return of(client, user).reversed().stream().findFirst();
    }

    public static List<JsonNode> of(RealtimeClient client, TestUser user) {
        return of(client.frames(), user);
    }

    public static List<JsonNode> of(PollingClient client, TestUser user) {
        return of(client.events(), user);
    }

    private static List<JsonNode> of(List<JsonNode> frames, TestUser user) {
        return frames.stream()
                .filter(frame -> frame.path("channel").asText().startsWith("user:"))
                .flatMap(frame -> in(frame).stream())
                .filter(presence ->
                        presence.path("user_id").asText().equals(user.id().toString()))
                .toList();
    }

    public static List<JsonNode> on(RealtimeClient client, String channel) {
        return on(client.frames(), channel);
    }

    public static List<JsonNode> on(PollingClient client, String channel) {
        return on(client.events(), channel);
    }

    private static List<JsonNode> on(List<JsonNode> frames, String channel) {
        return frames.stream()
                .filter(frame -> frame.path("channel").asText().equals(channel))
                .flatMap(frame -> in(frame).stream())
                .toList();
    }

    private static boolean isLast(List<JsonNode> told, String status) {
        return !told.isEmpty() && told.getLast().path("status").asText().equals(status);
    }

    private static List<JsonNode> in(JsonNode frame) {
        List<JsonNode> presences = new ArrayList<>();
        switch (frame.path("event").asText()) {
            case "presence_changed" -> presences.add(frame.path("data"));
            case "presence_state" -> frame.at("/data/presences").forEach(presences::add);
            default -> {}
        }
        return presences;
    }
}
