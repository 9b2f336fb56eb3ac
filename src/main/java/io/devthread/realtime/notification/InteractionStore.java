package io.devthread.realtime.notification;

import io.devthread.realtime.model.Moment;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.Interaction.Group;
import io.devthread.realtime.notification.Interaction.Key;
import io.devthread.realtime.notification.NotificationBatch.Standing;
import io.devthread.realtime.platform.Columns;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * Tables {@code interactions} and {@code notification_deletions}, within the transaction of a batch. Whoever changes them
 * holds the lock of the inbox.
 */
final class InteractionStore {
    static final String FIND = """
            SELECT i.* FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[])
                AS k(user_id, type, subject_id, actor_id, object_id)
            JOIN interactions i USING (user_id, type, subject_id, actor_id, object_id)
            """;

    static final String STANDING = """
            SELECT i.notification_id, i.actor_id, count(*) AS standing
            FROM (SELECT DISTINCT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[])
                AS k(user_id, type, subject_id, actor_id)) AS k
            JOIN interactions i USING (user_id, type, subject_id, actor_id)
            WHERE i.stands GROUP BY i.notification_id, i.actor_id
            """;

    static final String ABOUT_COMMENTS = """
            SELECT * FROM interactions WHERE object_id = ANY($1::uuid[]) AND object_id <> subject_id
            """;

    static final String OF_ACTOR = """
            SELECT * FROM interactions
            WHERE actor_id = $1 AND (user_id, type, subject_id, object_id) > ($2, $3, $4, $5)
            ORDER BY user_id, type, subject_id, object_id LIMIT $6
            """;

    private static final String FORGET = """
            DELETE FROM interactions i
            USING unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[])
                AS k(user_id, type, subject_id, actor_id, object_id)
            WHERE (i.user_id, i.type, i.subject_id, i.actor_id, i.object_id)
                = (k.user_id, k.type, k.subject_id, k.actor_id, k.object_id)
            """;

    private static final UUID LEAST_ID = new UUID(0, 0);

    private static final String PUT = """
            INSERT INTO interactions (user_id, type, subject_id, actor_id, object_id, stands, decided_at, decided_by,
                                      notification_id)
            SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::boolean[],
                                 $7::timestamptz[], $8::uuid[], $9::uuid[])
            ON CONFLICT (user_id, type, subject_id, actor_id, object_id) DO UPDATE
            SET stands = excluded.stands, decided_at = excluded.decided_at, decided_by = excluded.decided_by,
                notification_id = excluded.notification_id
            """;

    static final String DELETIONS = "SELECT * FROM notification_deletions WHERE object_id = ANY($1::uuid[])";

    private static final String DELETE = """
            INSERT INTO notification_deletions (object_id, decided_at, decided_by)
            SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[])
            ON CONFLICT (object_id) DO UPDATE
            SET decided_at = excluded.decided_at, decided_by = excluded.decided_by
            """;

    private InteractionStore() {}

    static Future<Map<Key, Interaction>> find(SqlConnection connection, Collection<Key> keys) {
        return connection.preparedQuery(FIND).execute(keys(keys)).map(InteractionStore::byKey);
    }

    /** Some of what a person did. */
    static Future<Set<Key>> keysOf(SqlConnection connection, UserId actor, int limit) {
        return connection
                .preparedQuery(OF_ACTOR)
                .execute(Columns.tuple(actor.value(), LEAST_ID, "", LEAST_ID, LEAST_ID, limit))
                .map(rows -> byKey(rows).keySet());
    }

    static Future<?> forget(SqlConnection connection, Collection<Key> keys) {
        return connection.preparedQuery(FORGET).execute(keys(keys));
    }

    private static Tuple keys(Collection<Key> keys) {
        Columns<Key> rows = Columns.of(keys);
        return Columns.tuple(
                rows.ids(key -> key.group().user().value()),
                rows.column(String[]::new, key -> key.group().type().wireName()),
                rows.ids(key -> key.group().subject()),
                rows.ids(key -> key.actor().value()),
                rows.ids(Key::object));
    }

    /** How many interactions of each person stand in the notifications of the groups. */
    static Future<Map<Standing, Integer>> standing(SqlConnection connection, Collection<Key> keys) {
        Columns<Key> rows = Columns.of(keys);
        return connection
                .preparedQuery(STANDING)
                .execute(Columns.tuple(
                        rows.ids(key -> key.group().user().value()),
                        rows.column(String[]::new, key -> key.group().type().wireName()),
                        rows.ids(key -> key.group().subject()),
                        rows.ids(key -> key.actor().value())))
                .map(InteractionStore::standing);
    }

    static Future<List<Interaction>> aboutComments(SqlConnection connection, Collection<UUID> comments) {
        return connection
                .preparedQuery(ABOUT_COMMENTS)
                .execute(Columns.tuple((Object) comments.toArray(UUID[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(InteractionStore::interaction)
                        .toList());
    }

    static Future<?> put(SqlConnection connection, Collection<Interaction> interactions) {
        Columns<Interaction> rows = Columns.of(interactions);
        return connection
                .preparedQuery(PUT)
                .execute(Columns.tuple(
                        rows.ids(row -> row.key().group().user().value()),
                        rows.column(
                                String[]::new, row -> row.key().group().type().wireName()),
                        rows.ids(row -> row.key().group().subject()),
                        rows.ids(row -> row.key().actor().value()),
                        rows.ids(row -> row.key().object()),
                        rows.column(Boolean[]::new, Interaction::stands),
                        rows.column(OffsetDateTime[]::new, row -> time(row.decided())),
                        rows.ids(row -> row.decided().by()),
                        rows.ids(row -> row.notification().orElse(null))));
    }

    static Future<Map<UUID, Moment>> deletions(SqlConnection connection, Collection<UUID> objects) {
        return connection
                .preparedQuery(DELETIONS)
                .execute(Columns.tuple((Object) objects.toArray(UUID[]::new)))
                .map(InteractionStore::moments);
    }

    static Future<?> delete(SqlConnection connection, Map<UUID, Moment> deletions) {
        Columns<Map.Entry<UUID, Moment>> rows = Columns.of(deletions.entrySet());
        Tuple tuple = Columns.tuple(
                rows.ids(Map.Entry::getKey),
                rows.column(OffsetDateTime[]::new, row -> time(row.getValue())),
                rows.ids(row -> row.getValue().by()));
        return connection.preparedQuery(DELETE).execute(tuple);
    }

    private static Map<Key, Interaction> byKey(RowSet<Row> rows) {
        Map<Key, Interaction> found = new HashMap<>();
        for (Row row : rows) {
            Interaction interaction = interaction(row);
            found.put(interaction.key(), interaction);
        }
        return found;
    }

    private static Map<Standing, Integer> standing(RowSet<Row> rows) {
        Map<Standing, Integer> standing = new HashMap<>();
        for (Row row : rows) {
            UserId actor = new UserId(row.getUUID("actor_id"));
            standing.put(
                    new Standing(row.getUUID("notification_id"), actor),
                    row.getLong("standing").intValue());
        }
        return standing;
    }

    private static Map<UUID, Moment> moments(RowSet<Row> rows) {
        Map<UUID, Moment> moments = new HashMap<>();
        for (Row row : rows) {
            moments.put(row.getUUID("object_id"), moment(row));
        }
        return moments;
    }

    static Interaction interaction(Row row) {
        UserId user = new UserId(row.getUUID("user_id"));
        Group group = new Group(user, NotificationType.of(row.getString("type")), row.getUUID("subject_id"));
        Key key = new Key(group, new UserId(row.getUUID("actor_id")), row.getUUID("object_id"));
        return new Interaction(
                key, row.getBoolean("stands"), moment(row), Optional.ofNullable(row.getUUID("notification_id")));
    }

    private static Moment moment(Row row) {
        return new Moment(row.getOffsetDateTime("decided_at").toInstant(), row.getUUID("decided_by"));
    }

    private static OffsetDateTime time(Moment moment) {
        return moment.at().atOffset(ZoneOffset.UTC);
    }
}
