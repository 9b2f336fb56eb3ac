package io.devthread.realtime.notification;

import static io.devthread.realtime.platform.Postgres.await;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.InboxStore.Inbox;
import io.devthread.realtime.platform.Columns;
import io.devthread.realtime.platform.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;

/** Deletes what a person has been told of, and the names in the domain events about the person, in small batches. */
final class ErasureStore {
    /** Three parts, each with an index of its own. */
    static final String NOTIFICATIONS = """
            WITH gone AS (
                DELETE FROM notifications WHERE id = ANY(ARRAY(
                    (SELECT id FROM notifications WHERE user_id = $1 AND NOT withdrawn LIMIT $2)
                    UNION ALL
                    (SELECT id FROM notifications WHERE user_id = $1 AND withdrawn AND read_at IS NULL LIMIT $2)
                    UNION ALL
                    (SELECT id FROM notifications WHERE user_id = $1 AND withdrawn AND read_at IS NOT NULL LIMIT $2)
                    LIMIT $2))
                RETURNING read_at, withdrawn)
            SELECT count(*) AS notifications, count(*) FILTER (WHERE read_at IS NULL AND NOT withdrawn) AS unread
            FROM gone
            """;

    /** What the notifications were made of. Nobody else changes a row of the person's while the inbox is locked. */
    static final String INTERACTIONS = """
            DELETE FROM interactions WHERE ctid = ANY(ARRAY(SELECT ctid FROM interactions WHERE user_id = $1 LIMIT $2))
            """;

    /** The rows stay, so that a repeated event is still known. */
    static final String NAMES = """
            UPDATE domain_events SET actor_username = NULL WHERE id = ANY(ARRAY(
                (SELECT id FROM domain_events WHERE actor_id = $1 AND actor_username IS NOT NULL LIMIT $2)
                UNION ALL
                (SELECT id FROM domain_events WHERE recipient_id = $1 AND actor_username IS NOT NULL LIMIT $2)))
            """;

    /** Whom the person follows: what told of it may be gone long before. */
    static final String FOLLOWS = """
            DELETE FROM follows WHERE ctid = ANY(ARRAY(SELECT ctid FROM follows WHERE follower_id = $1 LIMIT $2))
            """;

    private final Postgres postgres;

    record Deleted(long notifications, long interactions) {}

    ErasureStore(Postgres postgres) {
        this.postgres = postgres;
    }

    /** @param limit of each kind. The inbox itself stays: the order of the person's events goes on. */
    Deleted deleteTold(UserId user, int limit) {
        return postgres.inTransaction(connection -> {
            Inbox inbox = await(InboxStore.lock(connection, List.of(user))).get(user);
            Future<RowSet<Row>> notifications =
                    connection.preparedQuery(NOTIFICATIONS).execute(Columns.tuple(user.value(), limit));
            Future<RowSet<Row>> interactions =
                    connection.preparedQuery(INTERACTIONS).execute(Columns.tuple(user.value(), limit));
            await(Future.all(notifications, interactions));
            Row gone = notifications.result().iterator().next();
            await(InboxStore.update(connection, List.of(inbox.withUnread(inbox.unread() - gone.getLong("unread")))));
            return new Deleted(
                    gone.getLong("notifications"), interactions.result().rowCount());
        });
    }

    long deleteFollows(UserId user, int limit) {
        return postgres.query(FOLLOWS, user.value(), limit).rowCount();
    }

    long removeNames(UserId user, int limit) {
        return postgres.query(NAMES, user.value(), limit).rowCount();
    }
}
