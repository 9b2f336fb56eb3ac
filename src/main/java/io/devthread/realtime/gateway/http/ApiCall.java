package io.devthread.realtime.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.gateway.session.Data;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A request of the API as its route sees it. Whatever has the wrong form is refused with {@code invalid_data} and the
 * name of the field; ids are typed here, at the edge.
 */
final class ApiCall {
    static final int MAX_PAGE = 100;

    private static final int DEFAULT_PAGE = 50;
    private static final String CURSOR = "[A-Za-z0-9_=-]{1,256}";

    private final RoutingContext context;
    private final Optional<Identity> identity;
    private final Buffer body;

    ApiCall(RoutingContext context, Optional<Identity> identity, Buffer body) {
        this.context = context;
        this.identity = identity;
        this.body = body;
    }

    Identity identity() {
        return identity.orElseThrow();
    }

    UserId user() {
        return identity().user();
    }

    /** Runs it when the client has gone before it got its answer. */
    void onGone(Runnable task) {
        context.response().closeHandler(closed -> task.run());
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(context.request().getHeader(name));
    }

    /** The varying part of the path. */
    String path(String name) {
        return context.pathParam(name);
    }

    <T> T pathId(String name, Function<String, T> parse) {
        return id(name, path(name), parse);
    }

    Optional<String> query(String name) {
        List<String> values = context.queryParam(name);
        if (values.size() > 1) {
            throw Refusal.invalid(name, "must be given once");
        }
        return values.stream().findFirst();
    }

    Optional<Long> queryNumber(String name, long least) {
        return query(name).map(text -> {
            if (!text.matches("\\d{1,18}") || Long.parseLong(text) < least) {
                throw Refusal.invalid(name, "must be a whole number of at least " + least);
            }
            return Long.parseLong(text);
        });
    }

    int limit() {
        return queryNumber("limit", 1)
                .map(limit -> {
                    if (limit > MAX_PAGE) {
                        throw Refusal.invalid("limit", "must be 1 to " + MAX_PAGE);
                    }
                    return limit.intValue();
                })
                .orElse(DEFAULT_PAGE);
    }

    /** The {@code next} of the page before; what it means only its maker knows. */
    Optional<String> cursor() {
        return query("cursor").map(cursor -> {
            if (!cursor.matches(CURSOR)) {
                throw Refusal.invalid("cursor", "must be the next of the page before");
            }
            return cursor;
        });
    }

    /** The body's fields. */
    Data data() {
        if (json() instanceof ObjectNode object) {
            return new Data(object);
        }
        throw Refusal.of(Failure.INVALID_DATA, "the body must be a JSON object");
    }

    JsonNode json() {
        try {
            return Json.read(body.getBytes(), JsonNode.class);
        } catch (UncheckedIOException e) {
            throw Refusal.of(Failure.INVALID_DATA, "the body must be JSON");
        }
    }

    static <T> T id(String field, String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(field, "must be a UUID");
        }
    }
}
