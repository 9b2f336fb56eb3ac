package io.devthread.realtime.notification;

import static io.devthread.realtime.platform.Postgres.await;

import io.devthread.realtime.platform.Columns;
import io.devthread.realtime.platform.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Deletes what is too old, a little at a time, without waiting for anybody: what is locked is in use. */
final class RetentionStore {
    private static final String OLD = "(n.read_at < $1 OR (n.withdrawn AND n.updated_at < $1))";

    /** Two parts, each with an index of its own. */
    static final String FIND = """
            (SELECT id, user_id FROM notifications WHERE read_at < $1 ORDER BY read_at LIMIT $2)
            UNION
            (SELECT id, user_id FROM notifications WHERE withdrawn AND updated_at < $1 ORDER BY updated_at LIMIT $2)
            """;

    private static final String LOCK = """
            SELECT user_id FROM notification_inboxes WHERE user_id = ANY($1::uuid[]) ORDER BY user_id
            FOR UPDATE SKIP LOCKED
            """;

    private static final String INTERACTIONS = """
            ctid = ANY(ARRAY(
                SELECT i.ctid FROM notifications n
                JOIN interactions i USING (user_id, type, subject_id)
                WHERE n.id = ANY($2::uuid[]) AND n.user_id = ANY($3::uuid[]) AND %s
                  AND i.notification_id = n.id AND i.decided_at %s $1
                LIMIT $4))
            """;

    /** What a notification is made of goes first: it may be more than one batch. */
    static final String PARTS = "DELETE FROM interactions WHERE " + INTERACTIONS.formatted(OLD, "<");

    /**
     * What was decided later than that (an unlike of what had been read) stays in its place among the events, and
     * belongs to no notification any more: it keeps none from going.
     */
    static final String UNTIE =
            "UPDATE interactions SET notification_id = NULL WHERE " + INTERACTIONS.formatted(OLD, ">=");

    static final String NOTIFICATIONS = """
            DELETE FROM notifications n
            WHERE n.id = ANY($2::uuid[]) AND n.user_id = ANY($3::uuid[]) AND %s AND NOT EXISTS (
                SELECT 1 FROM interactions i
                WHERE (i.user_id, i.type, i.subject_id) = (n.user_id, n.type, n.subject_id) AND i.notification_id = n.id)
            """.formatted(OLD);

    private static final String DELETE = """
            DELETE FROM %1$s WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM %1$s WHERE %2$s ORDER BY %3$s LIMIT $2 FOR UPDATE SKIP LOCKED))
            """;

    /** What a domain event left behind that only serves to put later ones into their place. */
    static final List<String> TRACES = List.of(
            DELETE.formatted("domain_events", "recorded_at < $1", "recorded_at"),
            DELETE.formatted("notification_deletions", "decided_at < $1", "decided_at"),
            DELETE.formatted(
                    "interactions", "notification_id IS NULL AND NOT stands AND decided_at < $1", "decided_at"),
            DELETE.formatted("follows", "NOT stands AND decided_at < $1", "decided_at"),
            DELETE.formatted("new_posts", "recorded_at < $1", "recorded_at"));

    private final Postgres postgres;

    RetentionStore(Postgres postgres) {
        this.postgres = postgres;
    }

    /**
     * Notifications that were read or withdrawn before, and what they were made of.
     *
     * @return how many rows have changed: none when there is nothing left to do, or all of it is in use
     */
    int deleteNotifications(Instant before, int limit) {
        return postgres.inTransaction(connection -> {
            RowSet<Row> old = await(connection.preparedQuery(FIND).execute(Columns.tuple(time(before), limit)));
            UUID[] users = column(
                    await(connection.preparedQuery(LOCK).execute(Columns.tuple((Object) column(old, "user_id")))),
                    "user_id");
            Tuple some = Columns.tuple(time(before), column(old, "id"), users, limit);
            Future<RowSet<Row>> parts = connection.preparedQuery(PARTS).execute(some);
            Future<RowSet<Row>> untied = connection.preparedQuery(UNTIE).execute(some);
            Future<RowSet<Row>> whole = connection
                    .preparedQuery(NOTIFICATIONS)
                    .execute(Columns.tuple(time(before), column(old, "id"), users));
            await(Future.all(parts, untied, whole));
            return Stream.of(parts, untied, whole)
                    .mapToInt(one -> one.result().rowCount())
                    .sum();
        });
    }

    /** @param statement one of {@link #TRACES} */
    int deleteTraces(String statement, Instant before, int limit) {
        return postgres.query(statement, time(before), limit).rowCount();
    }

    private static UUID[] column(RowSet<Row> rows, String name) {
        List<UUID> ids = new ArrayList<>();
        rows.forEach(row -> ids.add(row.getUUID(name)));
        return ids.toArray(UUID[]::new);
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
