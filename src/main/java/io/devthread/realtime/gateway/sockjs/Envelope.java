package io.devthread.realtime.gateway.sockjs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Json;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;

/** What a SockJS client sends: a JSON list of strings, or over a WebSocket also a single one; each is one frame. */
sealed interface Envelope {
    record Frames(List<String> texts) implements Envelope {}

    /** A frame is longer than allowed. */
    record TooLong() implements Envelope {}

    record Malformed() implements Envelope {}

    /** @param maxBytes of one frame, in UTF-8 */
    static Envelope read(String text, int maxBytes) {
        if (text.isEmpty()) {
            return new Frames(List.of());
        }
        try {
            return of(Json.mapper().readTree(text), maxBytes);
        } catch (JsonProcessingException e) {
            return new Malformed();
        }
    }

    private static Envelope of(JsonNode json, int maxBytes) {
        List<JsonNode> nodes =
                json.isArray() ? StreamSupport.stream(json.spliterator(), false).toList() : List.of(json);
        if (!nodes.stream().allMatch(Envelope::isText)) {
            return new Malformed();
        }
        List<String> texts = nodes.stream().map(JsonNode::textValue).toList();
        return texts.stream().anyMatch(frame -> ByteBufUtil.utf8Bytes(frame) > maxBytes)
                ? new TooLong()
                : new Frames(texts);
    }

    /** Half of a surrogate pair is no text: as a frame of a plain WebSocket it would not be UTF-8. */
    private static boolean isText(JsonNode node) {
        return node.isTextual() && StandardCharsets.UTF_8.newEncoder().canEncode(node.textValue());
    }
}
