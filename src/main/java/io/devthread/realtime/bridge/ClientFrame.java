package io.devthread.realtime.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Json;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a client of an event-bus bridge says. Of the verbs of that protocol only {@code send} and {@code ping} are
 * served: {@code publish} would reach all who serve an address, {@code register} would listen in.
 */
sealed interface ClientFrame {

    record Ping() implements ClientFrame {}

    /**
     * @param replyAddress the client's own mark for the answer: it is given back, and never used as an address
     * @param token of the bridge header {@code authorization: Bearer …}
     * @param body missing where there is none
     */
    record Send(String address, Optional<String> replyAddress, Optional<String> token, JsonNode body)
            implements ClientFrame {}

    /** A frame that can't be served, and why. */
    record Unfit(Optional<String> replyAddress, Refusal why) implements ClientFrame {}

    static ClientFrame read(byte[] json) {
        try {
            return Json.read(json, JsonNode.class) instanceof ObjectNode frame
                    ? read(frame)
                    : unfit("a frame must be a JSON object");
        } catch (UncheckedIOException notJson) {
            return unfit("a frame must be JSON");
        }
    }

    private static ClientFrame read(ObjectNode frame) {
        Optional<String> replyAddress = text(frame, "replyAddress");
        try {
            return switch (text(frame, "type").orElse("")) {
                case "ping" -> new Ping();
                case "send" -> send(frame, replyAddress);
                case "publish", "register", "unregister" ->
                    new Unfit(replyAddress, Refusal.of(Failure.FORBIDDEN, "only send and ping are permitted here"));
                default -> new Unfit(replyAddress, invalid("type must be send or ping"));
            };
        } catch (Refusal refusal) {
            return new Unfit(replyAddress, refusal);
        }
    }

    private static Send send(ObjectNode frame, Optional<String> replyAddress) {
        if (frame.hasNonNull("replyAddress") && replyAddress.isEmpty()) {
            throw invalid("replyAddress must be a string");
        }
        String address = text(frame, "address").orElseThrow(() -> invalid("address must be a string"));
        return new Send(address, replyAddress, token(frame.path("headers")), frame.path("body"));
    }

    /** Names of headers don't depend on case, as on the bus; two tokens are none. */
    private static Optional<String> token(JsonNode headers) {
        if (headers.isMissingNode() || headers.isNull()) {
            return Optional.empty();
        }
        if (!headers.isObject()) {
            throw invalid("headers must be an object");
        }
        List<String> values = new ArrayList<>();
        headers.properties().forEach(header -> {
            if (header.getKey().equalsIgnoreCase("authorization")) {
                values.add(header.getValue().isTextual() ? header.getValue().textValue() : "");
            }
        });
        return values.isEmpty() ? Optional.empty() : Optional.of(values.size() == 1 ? bearer(values.getFirst()) : "");
    }

    /** Empty, which is no token, where the header has another scheme. */
    private static String bearer(String value) {
        String scheme = "Bearer ";
        return value.regionMatches(true, 0, scheme, 0, scheme.length())
                ? value.substring(scheme.length()).strip()
                : "";
    }

    private static Optional<String> text(ObjectNode frame, String field) {
        return Optional.ofNullable(frame.path(field).textValue());
    }

    private static Unfit unfit(String why) {
        return new Unfit(Optional.empty(), invalid(why));
    }

    private static Refusal invalid(String why) {
        return Refusal.of(Failure.INVALID_FRAME, why);
    }
}
