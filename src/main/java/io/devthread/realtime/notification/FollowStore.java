package io.devthread.realtime.notification;

import io.devthread.realtime.model.Moment;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.Interaction.Key;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.platform.Columns;
import io.devthread.realtime.platform.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Table {@code follows}: who follows whom, as the domain events say, written with them. Presence reads it. */
final class FollowStore {
    /** The newest decides, ties by id. Sorted, so that no two batches wait for each other. */
    private static final String PUT = """
            INSERT INTO follows AS f (follower_id, followed_id, stands, decided_at, decided_by)
            SELECT e.* FROM unnest($1::uuid[], $2::uuid[], $3::boolean[], $4::timestamptz[], $5::uuid[])
                AS e(follower_id, followed_id, stands, decided_at, decided_by)
            WHERE NOT EXISTS (SELECT 1 FROM users u
                              WHERE u.id IN (e.follower_id, e.followed_id) AND u.deleted
                                AND (u.decided_at, u.decided_by) > (e.decided_at, e.decided_by))
            ORDER BY e.follower_id, e.followed_id
            ON CONFLICT (follower_id, followed_id) DO UPDATE
            SET stands = excluded.stands, decided_at = excluded.decided_at, decided_by = excluded.decided_by
            WHERE (f.decided_at, f.decided_by) < (excluded.decided_at, excluded.decided_by)
            RETURNING follower_id
            """;

    /** In one statement: far from the time one may take, whoever is gone. */
    static final int BATCH = 5_000;

    /** Two parts, each with an index of its own. */
    static final String END = """
            UPDATE follows SET stands = false, decided_at = $2, decided_by = $3
            WHERE ctid = ANY(ARRAY(
                (SELECT ctid FROM follows
                 WHERE follower_id = $1 AND stands AND (decided_at, decided_by) < ($2, $3) LIMIT $4)
                UNION ALL
                (SELECT ctid FROM follows
                 WHERE followed_id = $1 AND stands AND (decided_at, decided_by) < ($2, $3) LIMIT $4)
                LIMIT $4))
            RETURNING follower_id
            """;

    private record Follow(Key key, boolean stands, Moment moment) {}

    private FollowStore() {}

    /** @return the followers whose follows have changed */
    static Future<List<UserId>> put(SqlConnection connection, List<DomainEvent> events) {
        Columns<Follow> rows = Columns.of(newest(events).values());
        if (rows.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return connection
                .preparedQuery(PUT)
                .execute(Columns.tuple(
                        rows.ids(follow -> follow.key().actor().value()),
                        rows.ids(follow -> follow.key().group().user().value()),
                        rows.column(Boolean[]::new, Follow::stands),
                        rows.column(OffsetDateTime[]::new, follow -> time(follow.moment())),
                        rows.ids(follow -> follow.moment().by())))
                .map(FollowStore::followers);
    }

    /**
     * Who is gone follows nobody and is followed by nobody: some of that, once the deletion is committed.
     *
     * @return the followers whose follows have changed; empty when none is left
     */
    static List<UserId> end(Postgres postgres, UserId user, Moment moment) {
        return followers(postgres.query(END, user.value(), time(moment), moment.by(), BATCH));
    }

    /** An INSERT must not meet a row twice. */
    private static Map<Key, Follow> newest(List<DomainEvent> events) {
        Map<Key, Follow> newest = new LinkedHashMap<>();
        for (DomainEvent event : events) {
            if (Effect.of(event) instanceof Effect.Decides decides
                    && decides.key().group().type() == NotificationType.FOLLOW) {
                Follow follow = new Follow(decides.key(), decides.stands(), event.moment());
                newest.merge(
                        follow.key(), follow, (known, given) -> given.moment().isAfter(known.moment()) ? given : known);
            }
        }
        return newest;
    }

    private static List<UserId> followers(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new UserId(row.getUUID(0)))
                .distinct()
                .toList();
    }

    private static OffsetDateTime time(Moment moment) {
        return moment.at().atOffset(ZoneOffset.UTC);
    }
}
