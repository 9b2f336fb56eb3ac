package io.devthread.realtime.gateway.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.devthread.realtime.bus.ErrorBody;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.delivery.FrameBody;
import io.devthread.realtime.gateway.Frame;
import java.util.List;
import java.util.Optional;

/** The frames that the gateway itself makes: replies and system events. */
final class Replies {
    private Replies() {}

    static Frame ack(String id, Object data, long nowMillis) {
        return frame(new Ack("ack", id, data, nowMillis));
    }

    static Frame error(Optional<String> id, Refusal refusal, long nowMillis) {
        ErrorBody body = ErrorBody.of(refusal);
        return frame(new Error(
                "error",
                id,
                body.code(),
                body.message(),
                body.field(),
                body.retryAfterMs(),
                Optional.empty(),
                nowMillis));
    }

    static Frame malformed(Command.MalformedFrame malformed, long nowMillis) {
        return malformed.unsupportedVersion()
                ? unsupportedVersion(malformed.id(), malformed.getMessage(), nowMillis)
                : error(malformed.id(), Refusal.of(Failure.INVALID_FRAME, malformed.getMessage()), nowMillis);
    }

    private static Frame unsupportedVersion(Optional<String> id, String message, long nowMillis) {
        return frame(new Error(
                "error",
                id,
                Failure.UNSUPPORTED_VERSION.code(),
                message,
                Optional.of("v"),
                Optional.empty(),
                Optional.of(List.of(Command.VERSION)),
                nowMillis));
    }

    /** A system event, or the reply that stands for one: {@code id} is that of the command it answers. */
    static Frame system(String event, Optional<String> id, Object data, long nowMillis) {
        return frame(new System("system", event, id, data, nowMillis));
    }

    private static Frame frame(Object record) {
        return Frame.of(FrameBody.frame(FrameBody.body(record)));
    }

    private record Ack(String type, String id, Object data, long timestamp) {}

    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    private record Error(
            String type,
            Optional<String> id,
            String code,
            String message,
            Optional<String> field,
            Optional<Long> retryAfterMs,
            Optional<List<Integer>> versions,
            long timestamp) {}

    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    private record System(String type, String event, Optional<String> id, Object data, long timestamp) {}
}
