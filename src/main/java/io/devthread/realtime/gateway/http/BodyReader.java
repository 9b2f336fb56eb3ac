package io.devthread.realtime.gateway.http;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Reads a body into memory, up to a limit. Forms and uploads have no meaning in this API and are just bytes here. */
public final class BodyReader {
    private final int maxBytes;

    public BodyReader(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Fails with {@code too_large}; must be called in the turn in which the request came. */
    public Future<Buffer> read(HttpServerRequest request) {
        if (declaredLength(request) > maxBytes) {
            return Future.failedFuture(tooLarge());
        }
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        request.exceptionHandler(
                broken -> whole.tryFail(Refusal.of(Failure.INVALID_DATA, "the body breaks off or is not valid HTTP")));
        request.handler(chunk -> {
            if (body.length() + chunk.length() > maxBytes) {
                whole.tryFail(tooLarge());
            } else {
                body.appendBuffer(chunk);
            }
        });
        request.endHandler(end -> whole.tryComplete(body));
        return whole.future();
    }

    private static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return length != null && length.matches("\\d{1,18}") ? Long.parseLong(length) : 0;
    }

    private Refusal tooLarge() {
        return Refusal.of(Failure.TOO_LARGE, "the body may have at most " + maxBytes + " bytes");
    }
}
