package io.devthread.realtime.notification;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationEvents.Change;
import io.devthread.realtime.platform.Columns;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** What waits to be told, of those whose time has come. Each statement is part of the transaction that tells it. */
final class UntoldStore {
    /** One process at a time: the others would only wait for the same locks. It ends with the transaction. */
    private static final long LOCK = 0x6e6f_7469_6679_0002L;

    private static final String TRY_LOCK = "SELECT pg_try_advisory_xact_lock($1)";

    static final String DUE = """
            SELECT user_id FROM notification_inboxes WHERE due_at <= $1 ORDER BY due_at LIMIT $2
            """;

    /** Those that have not changed for longest: however many go on changing, each has its turn. */
    static final String FIND = """
            SELECT n.* FROM unnest($1::uuid[]) AS u(user_id), LATERAL (
                SELECT %s FROM notifications n
                WHERE n.user_id = u.user_id AND n.untold IS NOT NULL ORDER BY n.updated_at, n.id LIMIT $2) AS n
            """.formatted(NotificationStore.COLUMNS);

    private UntoldStore() {}

    static Future<Boolean> tryLock(SqlConnection connection) {
        return connection.preparedQuery(TRY_LOCK).execute(Columns.tuple(LOCK)).map(rows -> rows.iterator()
                .next()
                .getBoolean(0));
    }

    /** Those who have waited longest. */
    static Future<List<UserId>> due(SqlConnection connection, Instant now, int limit) {
        return connection
                .preparedQuery(DUE)
                .execute(Columns.tuple(now.atOffset(ZoneOffset.UTC), limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new UserId(row.getUUID(0)))
                        .toList());
    }

    /** @param limit for each of the users */
    static Future<Map<UserId, List<Change>>> find(SqlConnection connection, Collection<UserId> users, int limit) {
        return connection
                .preparedQuery(FIND)
                .execute(Columns.tuple(Columns.of(users).ids(UserId::value), limit))
                .map(UntoldStore::byUser);
    }

    private static Map<UserId, List<Change>> byUser(RowSet<Row> rows) {
        Map<UserId, List<Change>> found = new LinkedHashMap<>();
        for (Row row : rows) {
            Change change = new Change(
                    NotificationStore.notification(row),
                    row.getBoolean("withdrawn"),
                    Untold.of(row.getString("untold")).orElseThrow(),
                    List.of());
            found.computeIfAbsent(new UserId(row.getUUID("user_id")), first -> new ArrayList<>())
                    .add(change);
        }
        return found;
    }
}
