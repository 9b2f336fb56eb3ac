package io.devthread.realtime.notification;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.Interaction.Key;
import io.devthread.realtime.platform.Columns;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Reads from the tables of privacy what must not be told, within the transaction that would tell it. */
final class SilenceStore {
    static final String FIND = """
            WITH k AS (SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[]) AS k(user_id, type, actor_id))
            SELECT k.user_id, k.type, k.actor_id, 'muted' AS why FROM k
            JOIN settings s ON s.user_id = k.user_id WHERE k.type = ANY(s.muted_types)
            UNION
            SELECT k.user_id, k.type, k.actor_id, 'blocked' FROM k
            JOIN blocks b ON b.user_id = k.user_id AND b.blocked_id = k.actor_id
            UNION
            SELECT k.user_id, k.type, k.actor_id, 'blocked' FROM k
            JOIN blocks b ON b.user_id = k.actor_id AND b.blocked_id = k.user_id
            """;

    private SilenceStore() {}

    /** With the reason; of two the block. */
    static Future<Map<Silence, Unheard>> find(SqlConnection connection, Collection<Key> keys) {
        List<Silence> asked = keys.stream().map(Silence::of).distinct().toList();
        Columns<Silence> rows = Columns.of(asked);
        return connection
                .preparedQuery(FIND)
                .execute(Columns.tuple(
                        rows.ids(silence -> silence.user().value()),
                        rows.column(String[]::new, silence -> silence.type().wireName()),
                        rows.ids(silence -> silence.actor().value())))
                .map(found -> StreamSupport.stream(found.spliterator(), false)
                        .collect(Collectors.toUnmodifiableMap(
                                SilenceStore::silence,
                                row -> Unheard.of(row.getString("why")),
                                SilenceStore::stronger)));
    }

    private static Silence silence(Row row) {
        return new Silence(
                new UserId(row.getUUID("user_id")),
                NotificationType.of(row.getString("type")),
                new UserId(row.getUUID("actor_id")));
    }

    private static Unheard stronger(Unheard one, Unheard other) {
        return one == Unheard.BLOCKED ? one : other;
    }
}
