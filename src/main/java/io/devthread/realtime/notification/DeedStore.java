package io.devthread.realtime.notification;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** What one person did towards others, as it stands. */
final class DeedStore {
    /** And whom the person follows where what told of it is gone. */
    static final String OF_ACTOR = """
            SELECT * FROM (
                (SELECT user_id, type, subject_id, actor_id, object_id, stands, decided_at, decided_by, notification_id
                 FROM interactions
                 WHERE actor_id = $1 AND (user_id, type, subject_id, object_id) > ($2, $3, $4, $5)
                 ORDER BY user_id, type, subject_id, object_id LIMIT $6)
                UNION ALL
                (SELECT followed_id, 'follow', followed_id, follower_id, followed_id, stands, decided_at, decided_by, NULL
                 FROM follows f
                 WHERE follower_id = $1 AND followed_id >= $2
                   AND (followed_id, 'follow', followed_id, followed_id) > ($2, $3, $4, $5)
                   AND NOT EXISTS (SELECT 1 FROM interactions i
                                   WHERE (i.user_id, i.type, i.subject_id, i.actor_id, i.object_id)
                                       = (f.followed_id, 'follow', f.followed_id, f.follower_id, f.followed_id))
                 ORDER BY followed_id LIMIT $6)) AS deeds
            ORDER BY user_id, type, subject_id, object_id LIMIT $6
            """;

    private final Postgres postgres;

    /** A place in the order in which they are read. */
    record Place(UUID user, String type, UUID subject, UUID object) {
        static final Place BEFORE_ALL = new Place(new UUID(0, 0), "", new UUID(0, 0), new UUID(0, 0));

        static Place of(Interaction.Key key) {
            return new Place(
                    key.group().user().value(),
                    key.group().type().wireName(),
                    key.group().subject(),
                    key.object());
        }
    }

    DeedStore(Postgres postgres) {
        this.postgres = postgres;
    }

    List<Interaction> of(UserId actor, Place after, int limit) {
        RowSet<Row> rows = postgres.query(
                OF_ACTOR, actor.value(), after.user(), after.type(), after.subject(), after.object(), limit);
        return StreamSupport.stream(rows.spliterator(), false)
                .map(InteractionStore::interaction)
                .toList();
    }
}
