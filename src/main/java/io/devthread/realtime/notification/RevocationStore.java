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
 * Reads which users' tokens are refused. How long tokens live is a matter of those who issue them, so a row, one for each
 * user at most, stays for ever; unless {@code auth.longest_token} says when the last of them counts no more.
 */
final class RevocationStore {
    /** Rows that are equally old come in one answer, so that a cut loses none. */
    static final String SINCE = """
            SELECT user_id, issued_until, recorded_at FROM revocations WHERE recorded_at > $1
            ORDER BY recorded_at FETCH FIRST $2 ROWS WITH TIES
            """;

    /**
     * In place of all that go one row stands for anybody. So a token that was revoked stays refused whatever the setting
     * is changed to, and by processes that do not have it.
     */
    static final String FORGET = """
            WITH gone AS (
                DELETE FROM revocations WHERE ctid = ANY(ARRAY(
                    SELECT ctid FROM revocations
                    WHERE recorded_at < $1 AND issued_until < $1 AND user_id <> $3::uuid
                    ORDER BY recorded_at LIMIT $2 FOR UPDATE SKIP LOCKED))
                RETURNING issued_until),
            anybody AS (
                INSERT INTO revocations AS r (user_id, issued_until)
                SELECT $3::uuid, max(issued_until) FROM gone HAVING count(*) > 0
                ON CONFLICT (user_id) DO UPDATE
                SET issued_until = excluded.issued_until, recorded_at = clock_timestamp()
                WHERE r.issued_until < excluded.issued_until)
            SELECT count(*) FROM gone
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

    /**
     * Those that were recorded before, and reach no younger token.
     *
     * @return how many
     */
    int forget(Instant before, int limit) {
        RowSet<Row> gone = postgres.query(FORGET, before.atOffset(ZoneOffset.UTC), limit, Revocation.ANYBODY.value());
        return gone.iterator().next().getLong(0).intValue();
    }

    /** The clock that wrote recorded_at. */
    private Instant databaseNow() {
        OffsetDateTime now =
                postgres.query("SELECT clock_timestamp()").iterator().next().getOffsetDateTime(0);
        return now.toInstant();
    }
}
