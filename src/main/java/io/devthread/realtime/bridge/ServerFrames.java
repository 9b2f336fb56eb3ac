package io.devthread.realtime.bridge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.devthread.realtime.bus.ErrorBody;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Json;
import java.util.Optional;

/**
 * What a bridge says to its clients, in the words of Vert.x's own bridges, so that their clients understand it. The
 * {@code message} of an error is text, as it is there: our error object as JSON, the same that a member of the cluster
 * finds in a {@code ReplyException}.
 */
final class ServerFrames {
    private static final String PONG = "{\"type\":\"pong\"}";

    private ServerFrames() {}

    static String pong() {
        return PONG;
    }

    /** @param type {@code message} over TCP, {@code rec} over SockJS */
    static String reply(String type, String replyAddress, Object body) {
        ObjectNode frame = Json.object().put("type", type).put("address", replyAddress);
        frame.set("body", Json.mapper().valueToTree(body));
        return Json.text(frame);
    }

    static String error(Optional<String> replyAddress, Refusal refusal) {
        ObjectNode frame = Json.object().put("type", "err");
        replyAddress.ifPresent(address -> frame.put("address", address));
        frame.put("failureCode", refusal.failure().httpStatus())
                .put("failureType", "RECIPIENT_FAILURE")
                .put("message", Json.text(ErrorBody.of(refusal)));
        return Json.text(frame);
    }
}
