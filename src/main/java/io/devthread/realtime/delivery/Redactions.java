package io.devthread.realtime.delivery;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Columns;
import io.devthread.realtime.platform.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * Table {@code log_redactions}: changes of the past that the event logs may not have taken over yet. A capability
 * writes a {@link Redaction} here in the transaction of the change, and after COMMIT gives it to
 * {@link Deliveries#redact}; what a process that died left here is done by the {@link Sweep}.
 *
 * <p>An event of the past is either still in the outbox, perhaps with an append under way, or it is logged. In the
 * outbox its row is changed here, and the log is told to give a late append the new body; so the old one never appears
 * once the redaction is done. Of one that has left the outbox nothing has to be remembered.
 */
public final class Redactions {
    /** One look into the index for each row, and so below: see {@link Outbox#DELETE}. */
    static final String WAITING = """
            SELECT mine.event_id, mine.user_id
            FROM (SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS e (event_id, user_id) ORDER BY event_id, user_id) AS e
            CROSS JOIN LATERAL (
                SELECT event_id, user_id FROM outbox
                WHERE outbox.event_id = e.event_id AND outbox.user_id = e.user_id FOR UPDATE) AS mine
            """;

    /** Of rows that are locked. */
    static final String REWRITE = """
            UPDATE outbox SET body = (
                SELECT n.body FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS n (event_id, user_id, body)
                WHERE n.event_id = outbox.event_id AND n.user_id = outbox.user_id)
            WHERE ctid = ANY(ARRAY(
                SELECT mine.ctid FROM unnest($1::uuid[], $2::uuid[]) AS e (event_id, user_id) CROSS JOIN LATERAL (
                    SELECT ctid FROM outbox
                    WHERE outbox.event_id = e.event_id AND outbox.user_id = e.user_id OFFSET 0) AS mine))
            """;

    /** An array of arrays has to be rectangular, so the event ids travel as text. */
    private static final String INSERT = """
            INSERT INTO log_redactions AS r (user_id, about, version, author_id, event_ids, body, unlogged)
            SELECT user_id, about, version, author_id, string_to_array(event_ids, ',')::uuid[], body, unlogged
            FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[], $5::text[], $6::text[], $7::boolean[])
                AS n (user_id, about, version, author_id, event_ids, body, unlogged)
            ORDER BY user_id, about
            ON CONFLICT (user_id, about) DO UPDATE
            SET version = excluded.version, event_ids = excluded.event_ids, body = excluded.body,
                unlogged = r.unlogged OR excluded.unlogged
            WHERE r.version < excluded.version
            """;

    static final String DUE = """
            SELECT user_id, about, version, author_id, event_ids, body, unlogged, created_at FROM log_redactions
            WHERE created_at <= now() - $1::bigint * interval '1 millisecond'
              AND (created_at, user_id, about) > ($2, $3, $4)
            ORDER BY created_at, user_id, about LIMIT $5
            """;

    static final String OF_AUTHOR = "SELECT 1 FROM log_redactions WHERE author_id = $1 LIMIT 1";

    /** In the order of {@link #INSERT}: of two orders PostgreSQL would have to refuse one. */
    static final String DELETE = """
            DELETE FROM log_redactions WHERE ctid = ANY(ARRAY(
                SELECT mine.ctid FROM (
                    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[]) AS d (user_id, about, version)
                    ORDER BY user_id, about) AS d
                CROSS JOIN LATERAL (
                    SELECT ctid FROM log_redactions r
                    WHERE r.user_id = d.user_id AND r.about = d.about AND r.version <= d.version FOR UPDATE) AS mine))
            """;

    /** @param unlogged see {@link EventLog#redact} */
    public record Pending(Redaction redaction, boolean unlogged) {}

    private record EventOf(UUID event, UserId user) {}

    /** In the order of the sweep. */
    record Place(OffsetDateTime createdAt, UUID user, UUID about) {
        static final Place BEFORE_ALL = new Place(OffsetDateTime.MIN, new UUID(0, 0), new UUID(0, 0));
    }

    /**
     * A page of the sweep.
     *
     * @param readable without those that are encrypted with a key that this process lacks
     * @param last where to go on; empty when there is nothing more
     */
    record Due(List<Pending> readable, Optional<Place> last) {}

    private final Postgres postgres;
    private final StoredBodies bodies;

    Redactions(Postgres postgres, StoredBodies bodies) {
        this.postgres = postgres;
        this.bodies = bodies;
    }

    /**
     * To be called in the transaction of the change, with the lock held that orders the changes about the same things.
     *
     * @return for {@link Deliveries#redact}, after COMMIT
     */
    public static List<Pending> insert(SqlConnection connection, StoredBodies bodies, List<Redaction> redactions) {
        if (redactions.isEmpty()) {
            return List.of();
        }
        Set<EventOf> waiting = rewriteOutbox(connection, bodies, redactions);
        List<Pending> pending = redactions.stream()
                .map(one -> new Pending(
                        one, one.events().stream().anyMatch(id -> waiting.contains(new EventOf(id, one.user())))))
                .toList();
        Postgres.await(connection.preparedQuery(INSERT).execute(rows(bodies, pending)));
        return pending;
    }

    private static Set<EventOf> rewriteOutbox(
            SqlConnection connection, StoredBodies bodies, List<Redaction> redactions) {
        Map<EventOf, String> replaced = new HashMap<>();
        redactions.forEach(one -> one.events()
                .forEach(id -> replaced.put(new EventOf(id, one.user()), FrameBody.withId(one.body(), id))));
        Set<EventOf> waiting = new HashSet<>();
        for (Row row : Postgres.await(connection.preparedQuery(WAITING).execute(keys(replaced.keySet())))) {
            waiting.add(new EventOf(row.getUUID("event_id"), new UserId(row.getUUID("user_id"))));
        }
        if (!waiting.isEmpty()) {
            Columns<EventOf> columns = Columns.of(waiting);
            Postgres.await(connection
                    .preparedQuery(REWRITE)
                    .execute(Columns.tuple(
                            columns.ids(EventOf::event),
                            columns.ids(one -> one.user().value()),
                            columns.column(
                                    String[]::new, one -> bodies.stored(one.event(), one.user(), replaced.get(one))))));
        }
        return waiting;
    }

    /** Whether a log still says what this person has taken back. */
    public static boolean isPending(Postgres postgres, UserId author) {
        return postgres.query(OF_AUTHOR, author.value()).size() > 0;
    }

    /** The oldest of those older than {@code age}. */
    Due due(Duration age, Place after, int limit) {
        List<Row> rows = StreamSupport.stream(
                        postgres.query(DUE, age.toMillis(), after.createdAt(), after.user(), after.about(), limit)
                                .spliterator(),
                        false)
                .toList();
        return new Due(
                rows.stream().flatMap(row -> pending(row).stream()).toList(),
                rows.size() < limit ? Optional.empty() : Optional.of(place(rows.getLast())));
    }

    private static Place place(Row row) {
        return new Place(row.getOffsetDateTime("created_at"), row.getUUID("user_id"), row.getUUID("about"));
    }

    /** Unless they have been replaced by newer ones meanwhile. */
    Future<Void> delete(List<Pending> done) {
        Columns<Pending> columns = Columns.of(done);
        return postgres.queryAsync(
                        DELETE,
                        columns.ids(one -> one.redaction().user().value()),
                        columns.ids(one -> one.redaction().about()),
                        columns.column(Long[]::new, one -> one.redaction().version()))
                .mapEmpty();
    }

    private static Tuple keys(Set<EventOf> events) {
        Columns<EventOf> columns = Columns.of(events);
        return Columns.tuple(
                columns.ids(EventOf::event), columns.ids(one -> one.user().value()));
    }

    private static Tuple rows(StoredBodies bodies, List<Pending> pending) {
        Columns<Pending> columns = Columns.of(pending);
        return Columns.tuple(
                columns.ids(one -> one.redaction().user().value()),
                columns.ids(one -> one.redaction().about()),
                columns.column(Long[]::new, one -> one.redaction().version()),
                columns.ids(one -> one.redaction().author().value()),
                columns.column(String[]::new, one -> text(one.redaction().events())),
                columns.column(
                        String[]::new,
                        one -> bodies.stored(
                                one.redaction().about(),
                                one.redaction().user(),
                                one.redaction().body())),
                columns.column(Boolean[]::new, Pending::unlogged));
    }

    private static String text(List<UUID> ids) {
        return String.join(",", ids.stream().map(UUID::toString).toList());
    }

    private Optional<Pending> pending(Row row) {
        UserId user = new UserId(row.getUUID("user_id"));
        UUID about = row.getUUID("about");
        return bodies.read(about, user, row.getString("body"))
                .map(body -> new Pending(
                        new Redaction(
                                about,
                                row.getLong("version"),
                                user,
                                new UserId(row.getUUID("author_id")),
                                Arrays.asList(row.getArrayOfUUIDs("event_ids")),
                                body),
                        row.getBoolean("unlogged")));
    }
}
