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
                InteractionStore.OF_ACTOR,
                actor.value(),
                after.user(),
                after.type(),
                after.subject(),
                after.object(),
                limit);
        return StreamSupport.stream(rows.spliterator(), false)
                .map(InteractionStore::interaction)
                .toList();
    }
}
