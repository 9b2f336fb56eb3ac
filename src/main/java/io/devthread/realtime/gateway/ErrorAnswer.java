package io.devthread.realtime.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.devthread.realtime.bus.ErrorBody;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
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

    /** The whole response as it stands on the wire, where there is no request yet; the connection is to be closed behind it. */
    public static ByteBuf raw(Refusal refusal, Clock clock) {
        ErrorAnswer answer = of(refusal, clock);
        byte[] body = Json.bytes(answer);
        StringBuilder head = new StringBuilder("HTTP/1.1 ")
                .append(HttpResponseStatus.valueOf(refusal.failure().httpStatus()))
                .append("\r\nContent-Type: " + JSON + "\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff"
                        + "\r\nConnection: close\r\nContent-Length: ")
                .append(body.length);
        answer.retryAfterMs().ifPresent(wait -> head.append("\r\nRetry-After: ").append(seconds(wait)));
        return Unpooled.wrappedBuffer(head.append("\r\n\r\n").toString().getBytes(US_ASCII), body);
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
        answer.retryAfterMs().ifPresent(wait -> response.putHeader("Retry-After", Long.toString(seconds(wait))));
        if (status == 401) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        response.end(Buffer.buffer(Json.bytes(answer)));
    }

    private static long seconds(long millis) {
        return (millis + MILLIS - 1) / MILLIS;
    }
}
