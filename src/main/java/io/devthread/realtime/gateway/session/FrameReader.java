package io.devthread.realtime.gateway.session;

import static io.devthread.realtime.gateway.session.Command.present;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.devthread.realtime.gateway.session.Command.MalformedFrame;
import io.devthread.realtime.model.Json;
import java.util.Optional;

/** The fields of a client frame, each with its own complaint. */
final class FrameReader {
    private FrameReader() {}

    static ObjectNode object(String text) {
        JsonNode tree;
        try {
            tree = Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw malformed(Optional.empty(), "the frame must be one JSON object: " + reason(e));
        }
        return object(tree);
    }

    static ObjectNode object(JsonNode tree) {
        if (tree instanceof ObjectNode object) {
            return object;
        }
        throw malformed(Optional.empty(), "the frame must be one JSON object");
    }

    static Optional<String> id(ObjectNode frame) {
        Optional<JsonNode> id = present(frame, "id");
        if (id.isEmpty()) {
            return Optional.empty();
        }
        String text = id.get().isTextual() ? id.get().textValue() : "";
        if (text.isEmpty() || text.codePointCount(0, text.length()) > Command.MAX_ID_LENGTH) {
            throw malformed(Optional.empty(), "id must be a string of 1 to " + Command.MAX_ID_LENGTH + " characters");
        }
        if (text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            // It has no UTF-8 form, so the reply could not carry it.
            throw malformed(Optional.empty(), "id must not contain half of a surrogate pair");
        }
        return Optional.of(text);
    }

    static void version(ObjectNode frame, Optional<String> id) {
        Optional<JsonNode> version = present(frame, "v");
        if (version.isEmpty()) {
            return;
        }
        if (!version.get().isIntegralNumber()) {
            throw malformed(id, "v must be a whole number");
        }
        if (!version.get().canConvertToInt() || version.get().intValue() != Command.VERSION) {
            throw new MalformedFrame(id, "v must be " + Command.VERSION, true);
        }
    }

    static String text(ObjectNode frame, String field, Optional<String> id) {
        return present(frame, field)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .orElseThrow(() -> malformed(id, field + " must be a string"));
    }

    /** Of a type that we do not know it may be absent: a newer client's frame is unknown, not malformed. */
    static String event(ObjectNode frame, String type, Optional<String> id) {
        return Command.TYPES.contains(type) || present(frame, "event").isPresent() ? text(frame, "event", id) : "";
    }

    static ObjectNode data(ObjectNode frame, Optional<String> id) {
        Optional<JsonNode> data = present(frame, "data");
        if (data.isEmpty()) {
            return Json.object();
        }
        if (data.get() instanceof ObjectNode object) {
            return object;
        }
        throw malformed(id, "data must be an object");
    }

    static Command.Ack ack(ObjectNode frame, Optional<String> id) {
        Optional<String> epoch =
                present(frame, "epoch").isPresent() ? Optional.of(text(frame, "epoch", id)) : Optional.empty();
        long seq = present(frame, "seq")
                .filter(node -> node.isIntegralNumber() && node.canConvertToLong())
                .map(JsonNode::longValue)
                .orElseThrow(() -> malformed(id, "seq must be a whole number"));
        return new Command.Ack(epoch, seq);
    }

    private static MalformedFrame malformed(Optional<String> id, String message) {
        return new MalformedFrame(id, message, false);
    }

    /** Jackson's own text may quote the input; only the kind of problem and its place go back to the client. */
    private static String reason(JsonProcessingException e) {
        return e.getLocation() == null
                ? "not JSON"
                : "not JSON at character " + Math.max(0, e.getLocation().getCharOffset());
    }
}
