package io.devthread.realtime.privacy;

import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.privacy.PrivacyApi.Erasure;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Table {@code erasures}. */
final class ErasureStore {
    /** Joins the one that is open; the update changes nothing and makes it come back. */
    private static final String OPEN = """
            INSERT INTO erasures AS e (id, user_id, requested_at) VALUES ($1, $2, $3)
            ON CONFLICT (user_id) WHERE completed_at IS NULL DO UPDATE SET requested_at = e.requested_at
            RETURNING *
            """;

    private static final String FIND = "SELECT * FROM erasures WHERE user_id = $1 AND id = $2";

    static final String LIST = """
            SELECT * FROM erasures WHERE user_id = $1 ORDER BY requested_at DESC, id DESC LIMIT $2
            """;

    private static final String TAKE = """
            UPDATE erasures SET held_by = $1, held_until = clock_timestamp() + $2::bigint * interval '1 ms'
            WHERE id = (SELECT id FROM erasures WHERE completed_at IS NULL AND held_until < clock_timestamp()
                        ORDER BY requested_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING *
            """;

    /** Nothing where somebody else has taken it meanwhile. */
    private static final String KEEP = """
            UPDATE erasures SET counts = $3, completed_at = $4,
                                held_until = clock_timestamp() + $5::bigint * interval '1 ms'
            WHERE id = $1 AND held_by = $2 AND completed_at IS NULL
            """;

    private final Postgres postgres;
    private final Duration lease;

    /** An open erasure that is this worker's alone as long as it is kept. */
    record Taken(Erasure erasure, UUID holder) {}

    ErasureStore(Postgres postgres, Duration lease) {
        this.postgres = postgres;
        this.lease = lease;
    }

    Erasure open(UserId user, Instant now) {
        return erasures(postgres.query(OPEN, Ids.next(), user.value(), now.atOffset(ZoneOffset.UTC)))
                .getFirst();
    }

    Optional<Erasure> find(UserId user, UUID id) {
        return erasures(postgres.query(FIND, user.value(), id)).stream().findFirst();
    }

    /** Newest first. */
    List<Erasure> list(UserId user, int limit) {
        return erasures(postgres.query(LIST, user.value(), limit));
    }

    /** The oldest that is open and nobody's. */
    Optional<Taken> take() {
        UUID holder = Ids.next();
        return erasures(postgres.query(TAKE, holder, lease.toMillis())).stream()
                .findFirst()
                .map(erasure -> new Taken(erasure, holder));
    }

    /** @return whether it was still held */
    boolean keep(Taken taken, Map<String, Long> counts) {
        return write(taken, counts, Optional.empty());
    }

    void complete(Taken taken, Map<String, Long> counts, Instant now) {
        write(taken, counts, Optional.of(now));
    }

    private boolean write(Taken taken, Map<String, Long> counts, Optional<Instant> completed) {
        OffsetDateTime completedAt =
                completed.map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null);
        JsonObject json = new JsonObject();
        counts.forEach(json::put);
        return postgres.query(KEEP, taken.erasure().id(), taken.holder(), json, completedAt, lease.toMillis())
                        .rowCount()
                == 1;
    }

    private static List<Erasure> erasures(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(ErasureStore::erasure)
                .toList();
    }

    private static Erasure erasure(Row row) {
        Map<String, Long> counts = new TreeMap<>();
        JsonObject json = row.getJsonObject("counts");
        json.fieldNames().forEach(kind -> counts.put(kind, json.getLong(kind)));
        return new Erasure(
                row.getUUID("id"),
                new UserId(row.getUUID("user_id")),
                row.getOffsetDateTime("requested_at").toInstant(),
                Optional.ofNullable(row.getOffsetDateTime("completed_at")).map(OffsetDateTime::toInstant),
                counts);
    }
}
