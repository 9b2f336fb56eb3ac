package io.devthread.realtime.gateway.http;

import io.devthread.realtime.model.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;

/** What a call is answered with. */
interface Answer {
    String JSON = "application/json; charset=utf-8";

    /** Does nothing where the response has begun, or the client is gone. */
    void send(HttpServerResponse response);

    static Answer ok(Object body) {
        return new Whole(200, Optional.of(body));
    }

    /** A new thing is answered with itself and 201, one that was there already with itself and 200. */
    static Answer created(boolean isNew, Object thing) {
        return new Whole(isNew ? 201 : 200, Optional.of(thing));
    }

    /** Something that is under way: 202 until it is done, with the thing as it is now. */
    static Answer underWay(boolean isDone, Object thing) {
        return new Whole(isDone ? 200 : 202, Optional.of(thing));
    }

    /** A thing that is no more: 204, with nothing to show. */
    static Answer deleted() {
        return new Whole(204, Optional.empty());
    }

    /** Done, with nothing to say: 204. */
    static Answer nothing() {
        return new Whole(204, Optional.empty());
    }

    /** The thing as it is afterwards, unless there is none any more. */
    record Whole(int status, Optional<Object> body) implements Answer {
        @Override
        public void send(HttpServerResponse response) {
            if (response.headWritten() || response.closed()) {
                return;
            }
            response.setStatusCode(status).putHeader("Cache-Control", "no-store");
            body.ifPresentOrElse(
                    thing -> response.putHeader("Content-Type", JSON).end(Buffer.buffer(Json.bytes(thing))),
                    response::end);
        }
    }
}
