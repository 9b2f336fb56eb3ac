package io.devthread.realtime.notification;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.Actor;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.notification.NotificationApi.TracedNotification;
import io.devthread.realtime.platform.Postgres;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Reads what is stored of one domain event or one notification. */
final class TraceStore {
    static final String EVENT = "SELECT * FROM domain_events WHERE id = $1";

    static final String INTERACTION = """
            SELECT decided_by, stands, notification_id FROM interactions
            WHERE user_id = $1 AND type = $2 AND subject_id = $3 AND actor_id = $4 AND object_id = $5
            """;

    static final String NOTIFICATION = """
            SELECT n.id, n.user_id, n.type, n.created_at, n.updated_at, n.read_at, n.withdrawn, n.untold, n.told, i.due_at
            FROM notifications n LEFT JOIN notification_inboxes i USING (user_id) WHERE n.id = $1
            """;

    private final Postgres postgres;

    /** @param toldNobody why, where that was stored */
    record Stored(DomainEvent event, Instant recordedAt, Optional<Unheard> toldNobody) {}

    record Decision(UUID decidedBy, boolean stands, Optional<UUID> notification) {}

    TraceStore(Postgres postgres) {
        this.postgres = postgres;
    }

    Optional<Stored> event(UUID id) {
        return first(EVENT, id).map(TraceStore::stored);
    }

    Optional<Decision> decision(Interaction.Key key) {
        return first(
                        INTERACTION,
                        key.group().user().value(),
                        key.group().type().wireName(),
                        key.group().subject(),
                        key.actor().value(),
                        key.object())
                .map(row -> new Decision(
                        row.getUUID("decided_by"),
                        row.getBoolean("stands"),
                        Optional.ofNullable(row.getUUID("notification_id"))));
    }

    Optional<TracedNotification> notification(UUID id) {
        return first(NOTIFICATION, id)
                .map(row -> new TracedNotification(
                        row.getUUID("id"),
                        new UserId(row.getUUID("user_id")),
                        row.getString("type"),
                        instant(row, "created_at").orElseThrow(),
                        instant(row, "updated_at").orElseThrow(),
                        instant(row, "read_at"),
                        row.getBoolean("withdrawn"),
                        row.getString("told").equals(Told.NEVER.wireName()),
                        instant(row, "due_at").filter(due -> row.getString("untold") != null)));
    }

    private Optional<Row> first(String sql, Object... args) {
        return StreamSupport.stream(postgres.query(sql, args).spliterator(), false)
                .findFirst();
    }

    private static Stored stored(Row row) {
        DomainEvent event = new DomainEvent(
                row.getUUID("id"),
                row.getString("type"),
                Optional.ofNullable(row.getUUID("actor_id")).map(id -> new Actor(new UserId(id), "")),
                Optional.ofNullable(row.getUUID("recipient_id")).map(UserId::new),
                Optional.ofNullable(row.getUUID("post_id")),
                Optional.ofNullable(row.getUUID("comment_id")),
                Optional.empty(),
                Optional.empty(),
                instant(row, "created_at").orElseThrow());
        return new Stored(
                event,
                instant(row, "recorded_at").orElseThrow(),
                Optional.ofNullable(row.getString("told_nobody")).map(Unheard::of));
    }

    private static Optional<Instant> instant(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }
}
