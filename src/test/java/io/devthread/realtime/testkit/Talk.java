package io.devthread.realtime.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Two new people and their conversation. */
public record Talk(TestUser alice, TestUser bob, String conversation) {
    public static Talk of(TestService service) {
        return at(service.address());
    }

    public static Talk at(ServiceAddress address) {
        TestUser alice = TestUser.register(address, name("alice"));
        TestUser bob = TestUser.register(address, name("bob"));
        return new Talk(alice, bob, alice.conversationWith(bob));
    }

    private static String name(String prefix) {
        return prefix + "_" + Ids.next().toString().substring(24);
    }

    /** Repeats it where the service is not available for a moment. @return the reply */
    public JsonNode send(RealtimeClient sender, String content) {
        return sender.call("message", "send_message", message(content));
    }

    /** Does not wait. @return the id of the command */
    public String command(RealtimeClient sender, String content) {
        return sender.command("message", "send_message", message(content));
    }

    private Map<String, String> message(String content) {
        return Map.of("conversation_id", conversation, "content", content, "client_message_id", content);
    }

    /** m1, m2, … */
    public static List<String> numbered(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "m" + i).toList();
    }

    /** Of the messages among these frames. */
    public static List<String> contents(List<JsonNode> frames) {
        return frames.stream()
                .filter(frame -> frame.path("event").asText().equals("new_message"))
                .map(frame -> frame.path("data").path("message").path("content").asText())
                .toList();
    }
}
