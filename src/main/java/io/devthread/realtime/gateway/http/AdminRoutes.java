package io.devthread.realtime.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.delivery.DeliveryApi;
import io.devthread.realtime.gateway.trace.Gateways;
import io.devthread.realtime.gateway.trace.Gateways.Answers;
import io.devthread.realtime.gateway.trace.Stats;
import io.devthread.realtime.gateway.trace.Trace.Step;
import io.devthread.realtime.gateway.trace.TraceApi;
import io.devthread.realtime.gateway.trace.TraceApi.AskFigures;
import io.devthread.realtime.gateway.trace.TraceApi.Connected;
import io.devthread.realtime.gateway.trace.TraceApi.ConnectionList;
import io.devthread.realtime.gateway.trace.TraceApi.ListConnections;
import io.devthread.realtime.gateway.trace.Traces;
import io.devthread.realtime.model.Cursor;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** For operators, whose token has the scope {@code admin}: why did it not arrive, who is connected, how much goes on. */
final class AdminRoutes {
    private static final String SCOPE = "admin";
    private static final String ADMIN = "/api/v1/admin";

    private final Bus bus;
    private final Gateways gateways;
    private final Traces traces;
    private final Clock clock;

    /**
     * @param history where one person's connections are asked for
     * @param silentNodes gateways that gave no answer: their connections are missing
     */
    private record Page(
            List<Connected> items,
            Optional<String> next,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<List<Step>> history,
            List<NodeId> silentNodes) {}

    AdminRoutes(Bus bus, Gateways gateways, Clock clock) {
        this.bus = bus;
        this.gateways = gateways;
        this.traces = new Traces(bus, gateways, clock);
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                forOperators(ADMIN + "/trace/:event_id", this::trace),
                forOperators(ADMIN + "/connections", this::connections),
                forOperators(ADMIN + "/stats", this::stats));
    }

    /** What a stranger asks is not even read. */
    private static Route forOperators(String path, Function<ApiCall, Future<Answer>> handler) {
        return Route.get(path, call -> {
            if (!call.identity().hasScope(SCOPE)) {
                throw Refusal.missingScope(SCOPE);
            }
            return handler.apply(call);
        });
    }

    private Future<Answer> trace(ApiCall call) {
        return traces.of(call.pathId("event_id", Ids::parse), user(call)).map(Answer::ok);
    }

    private Future<Answer> connections(ApiCall call) {
        int limit = call.limit();
        Optional<UserId> user = user(call);
        ListConnections question = new ListConnections(user, call.cursor().map(AdminRoutes::last), limit + 1);
        Future<Optional<List<Step>>> history =
                user.map(one -> traces.history(one).map(Optional::of)).orElse(Future.succeededFuture(Optional.empty()));
        return gateways.ask(TraceApi::connections, question)
                .compose(answers -> history.map(told -> Answer.ok(page(answers, told, limit))));
    }

    private static Page page(Answers<ConnectionList> answers, Optional<List<Step>> history, int limit) {
        List<Connected> all = answers.given().stream()
                .flatMap(list -> list.items().stream())
                .sorted(Comparator.comparing(Connected::connectionId).reversed())
                .limit(limit + 1L)
                .toList();
        return all.size() <= limit
                ? new Page(all, Optional.empty(), history, answers.silent())
                : new Page(
                        all.subList(0, limit),
                        Optional.of(Cursor.of(all.get(limit - 1).connectionId()).text()),
                        history,
                        answers.silent());
    }

    /** A process that delivers may be away; the rest is worth to be seen just then. */
    private Future<Answer> stats(ApiCall call) {
        Future<Optional<DeliveryApi.OutboxCount>> outbox = bus.call(DeliveryApi.OUTBOX, new DeliveryApi.CountOutbox())
                .map(Optional::of)
                .otherwise(Optional.empty());
        return gateways.ask(TraceApi::figures, new AskFigures())
                .compose(answers -> outbox.map(count -> Answer.ok(Stats.of(answers, count, clock.instant()))));
    }

    private static Optional<UserId> user(ApiCall call) {
        return call.query("user_id").map(id -> ApiCall.id("user_id", id, UserId::parse));
    }

    private static String last(String cursor) {
        try {
            return Ids.parse(Cursor.parse(cursor, 1).key().getFirst()).toString();
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("cursor", "must be the next of the page before");
        }
    }
}
