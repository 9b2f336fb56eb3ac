package io.devthread.realtime.notification;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.Draft.Shown;
import io.devthread.realtime.notification.Interaction.Group;
import io.devthread.realtime.notification.NotificationApi.Actor;
import io.devthread.realtime.notification.NotificationApi.Notification;
import io.devthread.realtime.notification.Telling.Mark;
import io.devthread.realtime.platform.Columns;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Table {@code notifications}, as a batch of domain events finds and changes it. {@link ReadStore} reads and marks. */
final class NotificationStore {
    /** The actor's name as a subquery, not a join: a page's few names never make the planner read all users. */
    static final String COLUMNS = """
            n.id, n.user_id, n.type, n.subject_id, n.actor_id, n.comment_id, n.actors_count, n.withdrawn, n.read_at,
            n.created_at, n.updated_at, n.untold, n.told, coalesce((SELECT username FROM users WHERE id = n.actor_id), '') AS username
            """;

    /**
     * What the groups' next interactions join, what told of those that may end, and what is about deleted posts. One look
     * into the index for each group: a join that is planned while the table is empty reads all that is unread.
     */
    static final String FIND = """
            SELECT %1$s FROM unnest($1::uuid[], $2::text[], $3::uuid[]) AS g(user_id, type, subject_id)
            CROSS JOIN LATERAL (
                SELECT * FROM notifications o
                WHERE o.user_id = g.user_id AND o.type = g.type AND o.subject_id = g.subject_id AND o.read_at IS NULL
                OFFSET 0) AS n
            UNION
            SELECT %1$s FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[])
                AS k(user_id, type, subject_id, actor_id, object_id)
            JOIN interactions i USING (user_id, type, subject_id, actor_id, object_id)
            JOIN notifications n ON n.id = i.notification_id WHERE i.stands
            UNION
            SELECT %1$s FROM notifications n
            WHERE n.subject_id = ANY($6::uuid[]) AND n.type <> 'follow' AND NOT n.withdrawn
            """.formatted(COLUMNS);

    static final String USERS_TOLD_OF_POSTS = """
            SELECT DISTINCT user_id FROM notifications
            WHERE subject_id = ANY($1::uuid[]) AND type <> 'follow' AND NOT withdrawn
            """;

    /** Who and when are those of any interaction: {@link #REFRESH} comes right after. */
    private static final String INSERT = """
            INSERT INTO notifications (id, user_id, type, subject_id, actor_id, actors_count, created_at, updated_at)
            SELECT n.id, n.user_id, n.type, n.subject_id, i.actor_id, 0, i.decided_at, i.decided_at
            FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[]) AS n(id, user_id, type, subject_id),
            LATERAL (SELECT actor_id, decided_at FROM interactions WHERE notification_id = n.id AND stands LIMIT 1) AS i
            """;

    /** Takes over what the newest and the oldest interaction say; where none stands any more, it stays as it was. */
    static final String REFRESH = """
            UPDATE notifications n
            SET actors_count = t.actors_count, withdrawn = t.withdrawn,
                actor_id = coalesce(newest.actor_id, n.actor_id),
                comment_id = CASE WHEN newest.actor_id IS NULL THEN n.comment_id
                                  ELSE nullif(newest.object_id, n.subject_id) END,
                updated_at = coalesce(newest.decided_at, n.updated_at),
                created_at = coalesce(oldest.decided_at, n.created_at)
            FROM unnest($1::uuid[], $2::int[], $3::boolean[]) AS t(id, actors_count, withdrawn)
            LEFT JOIN LATERAL (SELECT actor_id, object_id, decided_at FROM interactions
                               WHERE notification_id = t.id AND stands
                               ORDER BY notification_id DESC, decided_at DESC, decided_by DESC LIMIT 1) newest ON true
            LEFT JOIN LATERAL (SELECT decided_at FROM interactions
                               WHERE notification_id = t.id AND stands
                               ORDER BY notification_id, decided_at, decided_by LIMIT 1) oldest ON true
            WHERE n.id = t.id
            RETURNING %s
            """.formatted(COLUMNS);

    static final String MARK = """
            UPDATE notifications n SET untold = m.untold, told = m.told
            FROM unnest($1::uuid[], $2::text[], $3::text[]) AS m(id, untold, told) WHERE n.id = m.id
            """;

    private NotificationStore() {}

    /** @param posts that are being deleted */
    static Future<List<Draft>> find(
            SqlConnection connection, Collection<Interaction.Key> keys, Collection<UUID> posts) {
        Columns<Interaction.Key> rows = Columns.of(keys);
        return connection
                .preparedQuery(FIND)
                .execute(Columns.tuple(
                        rows.ids(key -> key.group().user().value()),
                        rows.column(String[]::new, key -> key.group().type().wireName()),
                        rows.ids(key -> key.group().subject()),
                        rows.ids(key -> key.actor().value()),
                        rows.ids(Interaction.Key::object),
                        posts.toArray(UUID[]::new)))
                .map(found -> StreamSupport.stream(found.spliterator(), false)
                        .map(NotificationStore::draft)
                        .toList());
    }

    static Future<List<UserId>> usersToldOfPosts(SqlConnection connection, Collection<UUID> posts) {
        return connection
                .preparedQuery(USERS_TOLD_OF_POSTS)
                .execute(Columns.tuple((Object) posts.toArray(UUID[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new UserId(row.getUUID(0)))
                        .toList());
    }

    static Future<?> insert(SqlConnection connection, List<Draft> drafts) {
        Columns<Draft> rows = Columns.of(drafts);
        return connection
                .preparedQuery(INSERT)
                .execute(Columns.tuple(
                        rows.ids(Draft::id),
                        rows.ids(draft -> draft.group().user().value()),
                        rows.column(String[]::new, draft -> draft.group().type().wireName()),
                        rows.ids(draft -> draft.group().subject())));
    }

    static Future<Map<UUID, Notification>> refresh(SqlConnection connection, List<Draft> drafts) {
        Columns<Draft> rows = Columns.of(drafts);
        return connection
                .preparedQuery(REFRESH)
                .execute(Columns.tuple(
                        rows.ids(Draft::id),
                        rows.column(Integer[]::new, Draft::actorsCount),
                        rows.column(Boolean[]::new, Draft::isWithdrawn)))
                .map(NotificationStore::byId);
    }

    static Future<?> mark(SqlConnection connection, List<Mark> marks) {
        Columns<Mark> rows = Columns.of(marks);
        return connection
                .preparedQuery(MARK)
                .execute(Columns.tuple(
                        rows.ids(Mark::notification),
                        rows.column(
                                String[]::new,
                                mark -> mark.untold().map(Untold::wireName).orElse(null)),
                        rows.column(String[]::new, mark -> mark.told().wireName())));
    }

    private static Map<UUID, Notification> byId(RowSet<Row> rows) {
        Map<UUID, Notification> found = new HashMap<>();
        for (Row row : rows) {
            found.put(row.getUUID("id"), notification(row));
        }
        return found;
    }

    private static Draft draft(Row row) {
        UserId user = new UserId(row.getUUID("user_id"));
        Group group = new Group(user, NotificationType.of(row.getString("type")), row.getUUID("subject_id"));
        Shown shown = new Shown(
                new UserId(row.getUUID("actor_id")),
                Optional.ofNullable(row.getUUID("comment_id")),
                row.getInteger("actors_count"),
                row.getBoolean("withdrawn"));
        Mark mark = new Mark(row.getUUID("id"), Untold.of(row.getString("untold")), Told.of(row.getString("told")));
        return Draft.stored(mark, group, row.getOffsetDateTime("read_at") != null, shown);
    }

    static Notification notification(Row row) {
        NotificationType type = NotificationType.of(row.getString("type"));
        return new Notification(
                row.getUUID("id"),
                type.wireName(),
                new Actor(new UserId(row.getUUID("actor_id")), row.getString("username")),
                row.getInteger("actors_count"),
                Optional.of(row.getUUID("subject_id")).filter(post -> type != NotificationType.FOLLOW),
                Optional.ofNullable(row.getUUID("comment_id")),
                row.getOffsetDateTime("read_at") != null,
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }
}
