package io.devthread.realtime.community;

import static io.devthread.realtime.platform.Postgres.await;

import io.devthread.realtime.model.Json;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.platform.Postgres;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Domain events that are true since their transaction, and not accepted yet. */
final class EventOutboxStore {
    private static final String INSERT = """
            INSERT INTO community_outbox (id, event, next_attempt_at)
            SELECT id, event, $3 FROM unnest($1::uuid[], $2::text[]) AS e(id, event)
            """;

    /** Takes what is due and puts its next attempt off in the same breath, so that two processes don't take the same. */
    private static final String CLAIM = """
            UPDATE community_outbox SET attempts = attempts + 1, next_attempt_at = $2
            WHERE id IN (SELECT id FROM community_outbox WHERE next_attempt_at <= $1
                         ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED)
            RETURNING event, attempts
            """;

    private static final String POSTPONE = "UPDATE community_outbox SET next_attempt_at = $2 WHERE id = $1";
    private static final String REMOVE = "DELETE FROM community_outbox WHERE id = ANY($1)";

    private final Postgres postgres;

    /** @param attempts this one included */
    record Due(DomainEvent event, int attempts) {}

    EventOutboxStore(Postgres postgres) {
        this.postgres = postgres;
    }

    void insert(SqlConnection connection, List<DomainEvent> events, Instant nextAttempt) {
        UUID[] ids = events.stream().map(DomainEvent::id).toArray(UUID[]::new);
        String[] texts = events.stream().map(Json::text).toArray(String[]::new);
        await(connection.preparedQuery(INSERT).execute(Tuple.of(ids, texts, time(nextAttempt))));
    }

    List<Due> claim(Instant now, Instant until, int limit) {
        List<Due> due = new ArrayList<>();
        for (Row row : postgres.query(CLAIM, time(now), time(until), limit)) {
            due.add(new Due(Json.read(row.getString("event"), DomainEvent.class), row.getInteger("attempts")));
        }
        return due;
    }

    void postpone(UUID id, Instant nextAttempt) {
        postgres.query(POSTPONE, id, time(nextAttempt));
    }

    void remove(List<UUID> ids) {
        postgres.query(REMOVE, (Object) ids.toArray(UUID[]::new));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
