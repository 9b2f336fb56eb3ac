package io.devthread.realtime.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.devthread.realtime.bus.ErrorBody;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.util.Optional;

/** The error object of contract section 2.5, the same over HTTP as in a frame. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ErrorAnswer(
        int v,
        String type,
        String code,
        String message,
        Optional<String> field,
        Optional<Long> retryAfterMs,
        long timestamp) {
    private static final int VERSION = 1;
    private static final long MILLIS = 1_000;
    private static final String JSON = "application/json; charset=utf-8";

    public static ErrorAnswer of(Refusal refusal, Clock clock) {
        ErrorBody body = ErrorBody.of(refusal);
        return new ErrorAnswer(
                VERSION, "error", body.code(), body.message(), body.field(), body.retryAfterMs(), clock.millis());
    }

    /**
     * For a call that went wrong on our side: stands in the answer's {@code X-Request-Id} and in the log line, so that
     * who asks about the one finds the other.
     */
    public static String requestId(HttpServerResponse response) {
        String id = Ids.next().toString();
        if (!response.headWritten()) {
            response.putHeader("X-Request-Id", id);
        }
        return id;
    }

    /** Ends the response, unless it has already begun. */
    public static void send(HttpServerResponse response, Refusal refusal, Clock clock) {
        send(response, refusal.failure().httpStatus(), refusal, clock);
    }

    /** With a status that says more than that of the failure, such as 405. */
    public static void send(HttpServerResponse response, int status, Refusal refusal, Clock clock) {
        if (response.headWritten() || response.closed()) {
            return;
        }
        ErrorAnswer answer = of(refusal, clock);
        response.setStatusCode(status).putHeader("Content-Type", JSON).putHeader("Cache-Control", "no-store");
        answer.retryAfterMs()
                .ifPresent(wait -> response.putHeader("Retry-After", Long.toString((wait + MILLIS - 1) / MILLIS)));
        if (status == 401) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        response.end(Buffer.buffer(Json.bytes(answer)));
    }
}
