package io.devthread.realtime.delivery;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.delivery.DeliveryApi.CountOutbox;
import io.devthread.realtime.delivery.DeliveryApi.LoggedEvent;
import io.devthread.realtime.delivery.DeliveryApi.OutboxCount;
import io.devthread.realtime.delivery.DeliveryApi.TraceLog;
import io.devthread.realtime.delivery.DeliveryApi.Traced;
import io.devthread.realtime.delivery.DeliveryApi.WaitingEvent;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.platform.LuaScript;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** Where events of a person are between COMMIT and the log: in the outbox, in the log, or no more. For virtual threads. */
final class LogTrace {
    /** Bodies of messages may be encrypted; their events are asked for by their own ids. */
    private static final String WAITING = """
            select event_id, created_at from outbox
            where user_id = $1
              and (event_id = any($2::uuid[]) or exists (
                select from unnest($2::uuid[]) as about (id)
                where position('"id":"' || about.id::text || '"' in body) > 0))
            order by created_at, ordinal
            limit 100
            """;

    private static final String COUNT = """
            select least(count(*), 10000) as rows, min(created_at) as oldest
            from (
                (select created_at from outbox where not untried order by created_at limit 10000)
                union all
                (select created_at from outbox where untried order by created_at limit 10000)) as counted
            """;

    private static final int FIELDS = 6;

    private final LuaScript trace;
    private final Postgres postgres;

    LogTrace(RedisLink redis, Postgres postgres) {
        this.trace = redis.script("delivery_trace");
        this.postgres = postgres;
    }

    Traced of(TraceLog request) {
        UserKeys keys = new UserKeys(request.user());
        List<String> ids = request.about().stream().map(UUID::toString).toList();
        // The outbox before the log: an event that moves over in between is then found in both, rather than in neither.
        List<WaitingEvent> waiting = waiting(request);
        return trace.call(List.of(keys.head(), keys.log(), keys.nodes()), ids)
                .map(answer -> traced(answer, waiting))
                .recover(failed -> withoutLog(waiting, failed))
                .await();
    }

    /** While Redis is away what waits for it is known all the same; of what was logged before nothing can be said. */
    private static Future<Traced> withoutLog(List<WaitingEvent> waiting, Throwable failed) {
        return failed instanceof Refusal && !waiting.isEmpty()
                ? Future.succeededFuture(new Traced(Optional.empty(), 0, List.of(), List.of(), waiting))
                : Future.failedFuture(failed);
    }

    OutboxCount count(CountOutbox request) {
        Row row = postgres.query(COUNT).iterator().next();
        return new OutboxCount(
                row.getLong("rows"),
                Optional.ofNullable(row.getOffsetDateTime("oldest")).map(OffsetDateTime::toInstant));
    }

    private List<WaitingEvent> waiting(TraceLog request) {
        var rows =
                postgres.query(WAITING, request.user().value(), request.about().toArray(UUID[]::new));
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new WaitingEvent(
                        row.getUUID("event_id"),
                        row.getOffsetDateTime("created_at").toInstant()))
                .toList();
    }

    private static Traced traced(Response answer, List<WaitingEvent> waiting) {
        String epoch = answer.get(0).toString();
        Optional<Position> head = epoch.isEmpty()
                ? Optional.empty()
                : Optional.of(new Position(epoch, answer.get(1).toLong()));
        int nodes = answer.get(3).toInteger();
        List<NodeId> holders = IntStream.range(4, 4 + nodes)
                .mapToObj(i -> new NodeId(answer.get(i).toString()))
                .toList();
        List<LoggedEvent> events = new ArrayList<>();
        for (int i = 4 + nodes; i + FIELDS <= answer.size(); i += FIELDS) {
            events.add(logged(answer, i));
        }
        return new Traced(head, answer.get(2).toLong(), holders, events, waiting);
    }

    private static LoggedEvent logged(Response answer, int i) {
        return new LoggedEvent(
                UUID.fromString(answer.get(i + 1).toString()),
                answer.get(i + 2).toString(),
                answer.get(i).toLong(),
                Instant.ofEpochMilli(answer.get(i + 3).toLong()),
                id(answer.get(i + 4).toString()),
                id(answer.get(i + 5).toString()));
    }

    private static Optional<UUID> id(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(UUID.fromString(text));
    }
}
