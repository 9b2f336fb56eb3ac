package io.devthread.realtime.delivery;

import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.StreamSupport;

/**
 * Table {@code outbox}: the durable events that are committed and perhaps not logged yet. Nothing durable is delivered
 * that has not stood here. A row goes when its event is in the log.
 */
public final class Outbox {
    private static final String INSERT = """
            insert into outbox (event_id, user_id, conversation_id, conversation_seq, body, traceparents, ordinal)
            select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::text[]) with ordinality
            on conflict do nothing
            """;

    static final String PENDING = """
            select event_id, user_id, conversation_id, conversation_seq, body, traceparents, created_at, ordinal
            from outbox
            where user_id = $1 and not untried
              and conversation_id = $2 and conversation_seq > $3 and conversation_seq <= $4
              and conversation_seq < coalesce((
                  select conversation_seq from outbox where user_id = $1 and conversation_id = $2 and untried
                  order by conversation_seq limit 1),
                  conversation_seq + 1)
            order by conversation_seq
            limit $5
            """;

    /** Of two in one place, which is rare, the second may wait for the next pass. */
    static final String CLAIM = """
            select event_id, user_id, conversation_id, conversation_seq, body, traceparents, created_at, ordinal
            from outbox
            where created_at <= now() - $1::bigint * interval '1 millisecond' and not untried
              and (created_at, ordinal) > ($2, $3)
            order by created_at, ordinal
            limit $4
            for update skip locked
            """;

    static final String OLDEST = """
            select coalesce(extract(epoch from now() - least(
                (select min(created_at) from outbox where untried),
                (select min(created_at) from outbox where not untried))) * 1000, 0)::bigint as age
            """;

    /**
     * What another transaction has locked is being deleted there, or swept: waiting for it could only deadlock. In the
     * same statement the heads, so that an event in a log is always in one of the two: its row, or the head. Of a log
     * that has begun anew the last writer's head stays; an old one that comes late only makes the next proof fail.
     *
     * <p>One look into the index for each row: a join is planned while the table is empty, as it mostly is, and then reads
     * all of it for every few rows when a burst or an outage has filled it (measured at 20,000 rows: 8.4 ms for a hundred
     * of them, and 1.7 ms so).
     */
    static final String DELETE = """
            with logged as (
                delete from outbox where ctid = any(array(
                    select mine.ctid
                    from unnest($1::uuid[], $2::uuid[]) as row (event_id, user_id) cross join lateral (
                        select ctid from outbox
                        where outbox.event_id = row.event_id and outbox.user_id = row.user_id
                        for update skip locked) as mine)))
            insert into log_heads as known (user_id, epoch, seq)
            select * from unnest($3::uuid[], $4::text[], $5::bigint[]) as head (user_id, epoch, seq) order by user_id
            on conflict (user_id) do update set epoch = excluded.epoch, seq = excluded.seq
            where known.epoch <> excluded.epoch or known.seq < excluded.seq
            """;

    /**
     * A row, with its place in the order of the sweep.
     *
     * @param event empty where this process lacks the key that its body is encrypted with
     */
    record Pending(Optional<DurableEvent> event, Place place) {}

    record Place(OffsetDateTime createdAt, long ordinal, UUID event, UserId user) {
        static final Place BEFORE_ALL = new Place(OffsetDateTime.MIN, 0, new UUID(0, 0), new UserId(new UUID(0, 0)));

        Place justBefore() {
            return new Place(createdAt, ordinal - 1, event, user);
        }
    }

    private final Postgres postgres;
    private final StoredBodies bodies;

    Outbox(Postgres postgres, StoredBodies bodies) {
        this.postgres = postgres;
        this.bodies = bodies;
    }

    /**
     * To be part of the transaction of the change that the events tell of; may be sent without awaiting the statement
     * before it. An event that still stands here is not inserted twice.
     */
    public static Future<Void> insert(SqlConnection connection, List<DurableEvent> events) {
        if (events.isEmpty()) {
            return Future.succeededFuture();
        }
        return connection
                .preparedQuery(INSERT)
                .execute(Tuple.of(
                        column(events, UUID[]::new, DurableEvent::id),
                        column(events, UUID[]::new, event -> event.user().value()),
                        column(events, UUID[]::new, Outbox::conversation),
                        column(events, Long[]::new, Outbox::seq),
                        column(events, String[]::new, DurableEvent::body),
                        column(events, String[]::new, Outbox::traceparents)))
                .mapEmpty();
    }

    /**
     * Events of a conversation for one user, {@code after} exclusive, {@code upTo} inclusive, in their order; up to the
     * first one that can't be read here.
     */
    Future<List<DurableEvent>> pending(UserId user, ConversationId conversation, long after, long upTo, int limit) {
        return postgres.queryAsync(PENDING, user.value(), conversation.value(), after, upTo, limit)
                .map(rows -> pending(rows).stream()
                        .map(Pending::event)
                        .takeWhile(Optional::isPresent)
                        .map(Optional::get)
                        .toList());
    }

    /** The oldest of those older than {@code age}, locked until the transaction ends, without those others have locked. */
    Future<List<Pending>> claim(SqlConnection connection, Duration age, Place after, int limit) {
        return connection
                .preparedQuery(CLAIM)
                .execute(Tuple.of(age.toMillis(), after.createdAt(), after.ordinal(), limit))
                .map(this::pending);
    }

    /** Since when the one that waits longest waits; zero when none does. */
    Future<Duration> oldest() {
        return postgres.queryAsync(OLDEST)
                .map(rows ->
                        Duration.ofMillis(Math.max(0, rows.iterator().next().getLong("age"))));
    }

    Future<Void> delete(List<InLog> logged) {
        return postgres.queryAsync(DELETE, deletion(logged)).mapEmpty();
    }

    static Future<Void> delete(SqlConnection connection, List<InLog> logged) {
        return connection
                .preparedQuery(DELETE)
                .execute(Tuple.from(deletion(logged)))
                .mapEmpty();
    }

    private static Object[] deletion(List<InLog> logged) {
        List<DurableEvent> events = logged.stream().map(InLog::event).toList();
        Map<UserId, Position> heads = InLog.heads(logged);
        return new Object[] {
            column(events, UUID[]::new, DurableEvent::id),
            column(events, UUID[]::new, event -> event.user().value()),
            heads.keySet().stream().map(UserId::value).toArray(UUID[]::new),
            heads.values().stream().map(Position::epoch).toArray(String[]::new),
            heads.values().stream().map(Position::seq).toArray(Long[]::new)
        };
    }

    private static <T> T[] column(List<DurableEvent> events, IntFunction<T[]> array, Function<DurableEvent, T> value) {
        return events.stream().map(value).toArray(array);
    }

    private static UUID conversation(DurableEvent event) {
        return event.order().map(order -> order.conversation().value()).orElse(null);
    }

    private static Long seq(DurableEvent event) {
        return event.order().map(DurableEvent.Order::seq).orElse(null);
    }

    /** Null, as nearly always, where nothing is traced. */
    private static String traceparents(DurableEvent event) {
        return event.traceparents().isEmpty() ? null : String.join(" ", event.traceparents());
    }

    private static List<String> traceparents(Row row) {
        String stored = row.getString("traceparents");
        return stored == null ? List.of() : List.of(stored.split(" "));
    }

    private List<Pending> pending(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(this::pending)
                .toList();
    }

    Pending pending(Row row) {
        UserId user = new UserId(row.getUUID("user_id"));
        Optional<DurableEvent.Order> order = Optional.ofNullable(row.getUUID("conversation_id"))
                .map(id -> new DurableEvent.Order(new ConversationId(id), row.getLong("conversation_seq")));
        UUID id = row.getUUID("event_id");
        Optional<DurableEvent> event = bodies.read(id, user, row.getString("body"))
                .map(body -> new DurableEvent(id, user, body, order, traceparents(row)));
        return new Pending(event, place(row));
    }

    static Place place(Row row) {
        return new Place(
                row.getOffsetDateTime("created_at"),
                row.getLong("ordinal"),
                row.getUUID("event_id"),
                new UserId(row.getUUID("user_id")));
    }
}
