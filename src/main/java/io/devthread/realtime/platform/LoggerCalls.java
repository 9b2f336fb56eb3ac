package io.devthread.realtime.platform;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.bus.ErrorBody;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * {@code /loggers} of the management port: {@code GET} all or one, {@code PUT} {@code {"level":"DEBUG"}} to one, with
 * {@code null} for the level it started with. A browser is no operator: what carries an {@code Origin} is refused, so
 * that no page can reach it from the operator's own machine.
 */
final class LoggerCalls {
    static final String PATH = "/loggers";

    private static final int MAX_BODY = 1_000;

    private final LogLevels levels = new LogLevels();

    /** @param status of HTTP */
    record Answer(int status, Object body) {}

    static boolean isFor(String path) {
        return path.equals(PATH) || path.startsWith(PATH + "/");
    }

    /** Never fails. */
    Future<Answer> answer(HttpServerRequest request) {
        return body(request)
                .map(body -> new Answer(200, run(request, body)))
                .otherwise(thrown -> refused(thrown instanceof Refusal refusal ? refusal : unreadable()));
    }

    private Object run(HttpServerRequest request, Buffer body) {
        if (request.getHeader("Origin") != null) {
            throw Refusal.of(Failure.FORBIDDEN, "this is not for browsers");
        }
        if (request.path().equals(PATH)) {
            return levels.all();
        }
        String name = request.path().substring(PATH.length() + 1);
        return request.method().equals(HttpMethod.PUT) ? levels.set(name, level(body)) : levels.of(name);
    }

    private static Future<Buffer> body(HttpServerRequest request) {
        boolean isOne = !request.path().equals(PATH);
        if (request.method().equals(HttpMethod.GET)) {
            return Future.succeededFuture(Buffer.buffer());
        }
        if (!isOne || !request.method().equals(HttpMethod.PUT)) {
            return Future.failedFuture(
                    Refusal.of(Failure.INVALID_DATA, "loggers are read by GET, and one is set by PUT"));
        }
        String length = Optional.ofNullable(request.getHeader("Content-Length")).orElse("");
        return length.matches("\\d{1,4}") && Integer.parseInt(length) <= MAX_BODY
                ? request.body()
                : Future.failedFuture(Refusal.of(Failure.TOO_LARGE, "the body must be {\"level\":…}, with its length"));
    }

    private static Optional<String> level(Buffer body) {
        try {
            JsonNode level = Json.read(body.toString(), JsonNode.class).path("level");
            if (level.isTextual()) {
                return Optional.of(level.textValue());
            }
            if (level.isNull()) {
                return Optional.empty();
            }
        } catch (UncheckedIOException notJson) {
            throw unreadable();
        }
        throw unreadable();
    }

    private static Refusal unreadable() {
        return Refusal.of(Failure.INVALID_DATA, "the body must be {\"level\":\"DEBUG\"} or {\"level\":null}");
    }

    private static Answer refused(Refusal refusal) {
        return new Answer(refusal.failure().httpStatus(), ErrorBody.of(refusal));
    }
}
