package io.devthread.realtime.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.gateway.ErrorAnswer;
import io.devthread.realtime.gateway.session.Data;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.TextTime;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.notification.NotificationApi.Actor;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.tracing.SpanNames;
import io.devthread.realtime.tracing.Step;
import io.devthread.realtime.tracing.Tracing;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The HTTP door for domain events (contract section 7): one event, or a list of which each stands for itself. */
final class EventRoutes {
    private static final int MAX_EVENTS = 100;

    private final Bus bus;
    private final Tracing tracing;
    private final Clock clock;

    EventRoutes(Bus bus, Tracing tracing, Clock clock) {
        this.bus = bus;
        this.tracing = tracing;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(Route.post("/api/v1/realtime/events", this::publish).unlimitedFor(NotificationApi.PUBLISH));
    }

    private Future<Answer> publish(ApiCall call) {
        NotificationApi.checkMayPublish(call.identity()); // first: a list would hide it in its results
        Step step = tracing.serviceDoor(SpanNames.POST_EVENTS, call.header("traceparent"));
        return step.until(Future.succeededFuture(call).compose(known -> publish(known, step.traceparent())));
    }

    private Future<Answer> publish(ApiCall call, Optional<String> trace) {
        return switch (call.json()) {
            case ObjectNode event -> accept(call.identity(), event, trace).map(Answer::ok);
            case ArrayNode events -> acceptAll(call.identity(), events, trace).map(Answer::ok);
            case JsonNode other ->
                throw Refusal.of(
                        Failure.INVALID_DATA, "the body must be an event or a list of 1 to " + MAX_EVENTS + " events");
        };
    }

    private Future<List<Object>> acceptAll(Identity identity, ArrayNode events, Optional<String> trace) {
        if (events.isEmpty() || events.size() > MAX_EVENTS) {
            throw Refusal.of(Failure.INVALID_DATA, "the list must hold 1 to " + MAX_EVENTS + " events");
        }
        List<Future<Object>> results = new ArrayList<>(events.size());
        events.forEach(event -> results.add(result(identity, event, trace)));
        return Future.join(results).map(all -> all.<Object>list());
    }

    /** Never fails: an event that is refused has its error for a result. */
    private Future<Object> result(Identity identity, JsonNode event, Optional<String> trace) {
        Future<NotificationApi.Accepted> accepted;
        try {
            accepted = accept(identity, event, trace);
        } catch (Refusal refusal) {
            accepted = Future.failedFuture(refusal);
        }
        return accepted.<Object>map(done -> done).otherwise(thrown -> ErrorAnswer.of((Refusal) thrown, clock));
    }

    /** @param trace of the request; an event that brings one of its own stays in that */
    private Future<NotificationApi.Accepted> accept(Identity identity, JsonNode json, Optional<String> trace) {
        if (!(json instanceof ObjectNode object)) {
            throw Refusal.of(Failure.INVALID_DATA, "an event must be a JSON object");
        }
        DomainEvent event = event(new Data(object));
        NotificationApi.checkMayPublish(identity, event.type());
        return bus.call(NotificationApi.EVENTS, event.within(event.traceparent().or(() -> trace)));
    }

    /** Only the form; which type needs what is notification's rule. */
    private static DomainEvent event(Data data) {
        return new DomainEvent(
                data.id("id", Ids::parse),
                data.text("type"),
                data.optionalObject("actor").map(EventRoutes::actor),
                data.optionalId("recipient_id", UserId::parse),
                data.optionalId("post_id", Ids::parse),
                data.optionalId("comment_id", Ids::parse),
                data.optionalWholeNumber("like_count"),
                data.optionalWholeNumber("comment_count"),
                time("created_at", data.text("created_at")),
                data.textOrNothing("traceparent"));
    }

    private static Actor actor(Data data) {
        return new Actor(
                data.id("id", UserId::parse), data.optionalText("username").orElse(""));
    }

    private static Instant time(String field, String text) {
        try {
            return TextTime.parse(text);
        } catch (DateTimeException e) {
            throw Refusal.invalid(field, "must be an ISO-8601 time such as 2026-01-31T12:00:00Z");
        }
    }
}
