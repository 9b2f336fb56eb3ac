package io.devthread.realtime.notification;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.Revocation;
import io.devthread.realtime.notification.NotificationApi.Revocations;
import io.devthread.realtime.platform.Postgres;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads which users' tokens are refused. A row, one for each user at most, stays for ever: how long tokens live is a matter
 * of those who issue them, so nobody here knows when the last of them has expired.
 */
final class RevocationStore {
    /** Rows that are equally old come in one answer, so that a cut loses none. */
    static final String SINCE = """
            SELECT user_id, issued_until, recorded_at FROM revocations WHERE recorded_at > $1
            ORDER BY recorded_at FETCH FIRST $2 ROWS WITH TIES
            """;

    /**
     * Longer than any transaction takes: a row whose recorded_at is older than this is visible. The last seconds are
     * answered again next time, because a row of then may still be about to commit.
     */
    private static final Duration COMMIT_TIME = Duration.ofSeconds(30);

    private final Postgres postgres;

    RevocationStore(Postgres postgres) {
        this.postgres = postgres;
    }

    Revocations since(Instant since, int limit) {
        Instant complete = databaseNow().minus(COMMIT_TIME);
        RowSet<Row> rows = postgres.query(SINCE, since.atOffset(ZoneOffset.UTC), limit);
        List<Revocation> items = new ArrayList<>();
        Instant last = since;
        for (Row row : rows) {
            Instant issuedUntil = row.getOffsetDateTime("issued_until").toInstant();
            items.add(new Revocation(new UserId(row.getUUID("user_id")), issuedUntil));
            last = row.getOffsetDateTime("recorded_at").toInstant();
        }
        boolean more = items.size() >= limit;
        return new Revocations(items, more ? last : complete, more);
    }

    /** The clock that wrote recorded_at. */
    private Instant databaseNow() {
        OffsetDateTime now =
                postgres.query("SELECT clock_timestamp()").iterator().next().getOffsetDateTime(0);
        return now.toInstant();
    }
}
