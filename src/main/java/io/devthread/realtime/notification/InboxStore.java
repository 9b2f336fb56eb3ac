package io.devthread.realtime.notification;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Columns;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Table {@code notification_inboxes}: the lock of what a person is told, the unread count, the order of the events. */
final class InboxStore {
    /**
     * Everybody who may add somebody to what is told shares it, and who deletes holds it alone: whom a deletion concerns
     * is known only when nobody is adding to it. It comes before all row locks.
     */
    private static final long DELETION_LOCK = 0x6e6f_7469_6679_0001L;

    private static final String SHARE = "SELECT count(*) FROM pg_advisory_xact_lock_shared($1)";
    private static final String EXCLUDE = "SELECT count(*) FROM pg_advisory_xact_lock($1)";

    private static final String OPEN = """
            INSERT INTO notification_inboxes (user_id)
            SELECT DISTINCT u FROM unnest($1::uuid[]) AS u ORDER BY u
            ON CONFLICT DO NOTHING
            """;

    /** In one order in every process: two batches never hold what the other waits for. */
    static final String LOCK = """
            SELECT user_id, unread, last_event, told_at, announced_until, due_at FROM notification_inboxes
            WHERE user_id = ANY($1::uuid[]) ORDER BY user_id FOR UPDATE
            """;

    static final String UPDATE = """
            UPDATE notification_inboxes i
            SET unread = n.unread, last_event = n.last_event, told_at = n.told_at,
                announced_until = n.announced_until, due_at = n.due_at
            FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[])
                AS n(user_id, unread, last_event, told_at, announced_until, due_at)
            WHERE i.user_id = n.user_id
            """;

    /**
     * @param lastEvent the place of the last durable event in the person's order
     * @param toldAt when that went out
     * @param announcedUntil see {@link Pace}
     * @param dueAt when what waits is to be told
     */
    record Inbox(
            UserId user, long unread, long lastEvent, Instant toldAt, Instant announcedUntil, Optional<Instant> dueAt) {
        Inbox withUnread(long now) {
            return new Inbox(user, now, lastEvent, toldAt, announcedUntil, dueAt);
        }

        Inbox withNextEvent() {
            return new Inbox(user, unread, lastEvent + 1, toldAt, announcedUntil, dueAt);
        }

        Inbox withTold(Instant at, Instant announced, Optional<Instant> due) {
            return new Inbox(user, unread, lastEvent, at, announced, due);
        }
    }

    private InboxStore() {}

    static Future<?> lockDeletions(SqlConnection connection, boolean alone) {
        return connection.preparedQuery(alone ? EXCLUDE : SHARE).execute(Columns.tuple(DELETION_LOCK));
    }

    /** Makes those that are missing. */
    static Future<Map<UserId, Inbox>> lock(SqlConnection connection, Collection<UserId> users) {
        UUID[] ids = Columns.of(users).ids(UserId::value);
        Future<?> opened = connection.preparedQuery(OPEN).execute(Columns.tuple((Object) ids));
        Future<RowSet<Row>> locked = connection.preparedQuery(LOCK).execute(Columns.tuple((Object) ids));
        return Future.all(opened, locked).map(done -> inboxes(locked.result()));
    }

    static Future<?> update(SqlConnection connection, Collection<Inbox> inboxes) {
        Columns<Inbox> rows = Columns.of(inboxes);
        return connection
                .preparedQuery(UPDATE)
                .execute(Columns.tuple(
                        rows.ids(inbox -> inbox.user().value()),
                        rows.column(Long[]::new, Inbox::unread),
                        rows.column(Long[]::new, Inbox::lastEvent),
                        rows.column(OffsetDateTime[]::new, inbox -> time(inbox.toldAt())),
                        rows.column(OffsetDateTime[]::new, inbox -> time(inbox.announcedUntil())),
                        rows.column(
                                OffsetDateTime[]::new,
                                inbox -> inbox.dueAt().map(InboxStore::time).orElse(null))));
    }

    private static Map<UserId, Inbox> inboxes(RowSet<Row> rows) {
        Map<UserId, Inbox> inboxes = new HashMap<>();
        for (Row row : rows) {
            UserId user = new UserId(row.getUUID("user_id"));
            inboxes.put(user, inbox(user, row));
        }
        return inboxes;
    }

    private static Inbox inbox(UserId user, Row row) {
        return new Inbox(
                user,
                row.getLong("unread"),
                row.getLong("last_event"),
                row.getOffsetDateTime("told_at").toInstant(),
                row.getOffsetDateTime("announced_until").toInstant(),
                Optional.ofNullable(row.getOffsetDateTime("due_at")).map(OffsetDateTime::toInstant));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
