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

    /**
     * Of those found, as they are now that nobody else changes what these people are told. That one was withdrawn may still
     * wait to be told: it goes when it has been.
     */
    static final String GOING = """
            SELECT id FROM notifications
            WHERE id = ANY($2::uuid[]) AND user_id = ANY($3::uuid[])
              AND (read_at < $1 OR (withdrawn AND updated_at < $1)) AND untold IS NULL
            """;

    /** Two parts, each with an index of its own: other notifications of the same post may be made of very many. */
    private static final String INTERACTIONS = """
            ctid = ANY(ARRAY(
                (SELECT ctid FROM interactions
                 WHERE notification_id = ANY($1::uuid[]) AND stands AND decided_at %1$s $2 LIMIT $3)
                UNION ALL
                (SELECT ctid FROM interactions
                 WHERE notification_id = ANY($1::uuid[]) AND NOT stands AND decided_at %1$s $2 LIMIT $3)))
            """;

    /** What a notification is made of goes first: it may be more than one batch. */
    static final String PARTS = "DELETE FROM interactions WHERE " + INTERACTIONS.formatted("<");

    /**
     * What was decided later than that (an unlike of what had been read) stays in its place among the events, and
     * belongs to no notification any more: it keeps none from going.
     */
    static final String UNTIE = "UPDATE interactions SET notification_id = NULL WHERE " + INTERACTIONS.formatted(">=");

    static final String NOTIFICATIONS = """
            DELETE FROM notifications n WHERE id = ANY($1::uuid[])
              AND NOT EXISTS (SELECT 1 FROM interactions i WHERE i.notification_id = n.id AND i.stands)
              AND NOT EXISTS (SELECT 1 FROM interactions i WHERE i.notification_id = n.id AND NOT i.stands)
            """;

    /** What a domain event left behind that only serves to put later ones into their place. */
    static final List<Trace> TRACES = List.of(
            new Trace("domain_events", "recorded_at < $1", "recorded_at"),
            new Trace("notification_deletions", "decided_at < $1", "decided_at"),
            new Trace(
                    "interactions",
                    "notification_id IS NULL AND NOT stands AND decided_at < $1",
                    "notification_id, decided_at"),
            new Trace("follows", "NOT stands AND decided_at < $1", "decided_at"),
            new Trace("new_posts", "recorded_at < $1", "recorded_at"));

    /** @param order that of an index, so that only what goes is read */
    record Trace(String table, String old, String order) {
        String delete() {
            return """
                    DELETE FROM %1$s WHERE ctid = ANY(ARRAY(
                        SELECT ctid FROM %1$s WHERE %2$s ORDER BY %3$s LIMIT $2 FOR UPDATE SKIP LOCKED))
                    """.formatted(table, old, order);
        }
    }

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
            Object going = column(
                    await(connection
                            .preparedQuery(GOING)
                            .execute(Columns.tuple(time(before), column(old, "id"), users))),
                    "id");
            Tuple some = Columns.tuple(going, time(before), limit);
            Future<RowSet<Row>> parts = connection.preparedQuery(PARTS).execute(some);
            Future<RowSet<Row>> untied = connection.preparedQuery(UNTIE).execute(some);
            Future<RowSet<Row>> whole = connection.preparedQuery(NOTIFICATIONS).execute(Columns.tuple(going));
            await(Future.all(parts, untied, whole));
            return Stream.of(parts, untied, whole)
                    .mapToInt(one -> one.result().rowCount())
                    .sum();
        });
    }

    int deleteTraces(Trace trace, Instant before, int limit) {
        return postgres.query(trace.delete(), time(before), limit).rowCount();
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
