package io.devthread.realtime.notification;

import static io.devthread.realtime.platform.Postgres.await;

import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.delivery.Outbox;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.InboxStore.Inbox;
import io.devthread.realtime.notification.NotificationApi.MarkRead;
import io.devthread.realtime.notification.NotificationApi.Notification;
import io.devthread.realtime.platform.Columns;
import io.devthread.realtime.platform.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** A person's own view of their notifications: the list, the count, and what has been read. */
final class ReadStore {
    static final String LIST = """
            SELECT %s FROM notifications n
            WHERE n.user_id = $1 AND NOT n.withdrawn AND (n.updated_at, n.id) < ($2, $3)
            ORDER BY n.updated_at DESC, n.id DESC LIMIT $4
            """.formatted(NotificationStore.COLUMNS);

    static final String UNREAD = "SELECT unread FROM notification_inboxes WHERE user_id = $1";

    static final String UNREAD_OF = "SELECT user_id, unread FROM notification_inboxes WHERE user_id = ANY($1::uuid[])";

    /** What is read is no news any more; how it grew is still to be told where it is shown. */
    private static final String NO_NEWS = "untold = CASE WHEN told <> 'never' AND untold IS NOT NULL THEN 'update' END";

    static final String MARK_SOME = """
            UPDATE notifications SET read_at = $2, %s
            WHERE user_id = $1 AND id = ANY($3::uuid[]) AND read_at IS NULL AND NOT withdrawn RETURNING id
            """.formatted(NO_NEWS);

    /** Of all in one statement: far from the time one may take. */
    static final int BATCH = 5_000;

    static final String MARK_ALL = """
            UPDATE notifications SET read_at = $2, %s
            WHERE id = ANY(ARRAY(SELECT id FROM notifications
                                 WHERE user_id = $1 AND read_at IS NULL AND NOT withdrawn LIMIT $3)) RETURNING id
            """.formatted(NO_NEWS);

    private final Postgres postgres;

    /**
     * @param events empty when there was nothing to mark, or the rest comes first
     * @param more of all of them are still to be marked; then they are told of, together
     */
    record Marked(long unread, List<DurableEvent> events, boolean more) {}

    ReadStore(Postgres postgres) {
        this.postgres = postgres;
    }

    /** Newest first, those before the given place of the list. */
    List<Notification> list(UserId user, Instant before, UUID beforeId, int limit) {
        RowSet<Row> rows = postgres.query(LIST, user.value(), before.atOffset(ZoneOffset.UTC), beforeId, limit);
        return StreamSupport.stream(rows.spliterator(), false)
                .map(NotificationStore::notification)
                .toList();
    }

    long unread(UserId user) {
        for (Row row : postgres.query(UNREAD, user.value())) {
            return row.getLong(0);
        }
        return 0;
    }

    /** Without those who have never been told anything. */
    Map<UserId, Long> unread(List<UserId> users) {
        Map<UserId, Long> unread = new HashMap<>();
        Object ids = users.stream().map(UserId::value).toArray(UUID[]::new);
        postgres.query(UNREAD_OF, ids).forEach(row -> unread.put(new UserId(row.getUUID(0)), row.getLong(1)));
        return unread;
    }

    /** @param untold batches before have marked some of all, of which nobody has been told */
    Marked markRead(MarkRead request, boolean untold, Instant now) {
        return postgres.inTransaction(connection -> {
            Inbox inbox = await(InboxStore.lock(connection, List.of(request.userId())))
                    .get(request.userId());
            List<UUID> read = mark(connection, request, now);
            if (read.isEmpty() && !untold) {
                return new Marked(inbox.unread(), List.of(), false);
            }
            Inbox marked = inbox.withUnread(inbox.unread() - read.size());
            if (request.all() && !read.isEmpty() && marked.unread() > 0) {
                await(InboxStore.update(connection, List.of(marked)));
                return new Marked(marked.unread(), List.of(), true);
            }
            Inbox after = marked.withNextEvent();
            DurableEvent event = NotificationEvents.read(after, read, request.all(), now);
            Future<?> counters = InboxStore.update(connection, List.of(after));
            await(Future.all(counters, Outbox.insert(connection, List.of(event))));
            return new Marked(after.unread(), List.of(event), false);
        });
    }

    private static List<UUID> mark(SqlConnection connection, MarkRead request, Instant now) {
        Object user = request.userId().value();
        Object readAt = now.atOffset(ZoneOffset.UTC);
        RowSet<Row> rows = request.all()
                ? await(connection.preparedQuery(MARK_ALL).execute(Columns.tuple(user, readAt, BATCH)))
                : await(connection
                        .preparedQuery(MARK_SOME)
                        .execute(Columns.tuple(
                                user, readAt, request.notificationIds().toArray(UUID[]::new))));
        List<UUID> read = new ArrayList<>();
        rows.forEach(row -> read.add(row.getUUID(0)));
        return read;
    }
}
