package io.devthread.realtime.community;

import io.devthread.realtime.platform.Postgres;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Counts failed logins by name, for all processes together. */
final class LoginFailureStore {
    private static final String FIND = "SELECT failures, failed_at FROM community_login_failures WHERE username = $1";

    private static final String ADD = """
            INSERT INTO community_login_failures AS f (username, failures, failed_at) VALUES ($1, 1, $2)
            ON CONFLICT (username) DO UPDATE
            SET failures = CASE WHEN f.failed_at < $3 THEN 1 ELSE f.failures + 1 END,
                failed_at = GREATEST(f.failed_at, excluded.failed_at)
            """;

    private static final String REMOVE = "DELETE FROM community_login_failures WHERE username = $1";
    private static final String REMOVE_BEFORE = "DELETE FROM community_login_failures WHERE failed_at < $1";

    private final Postgres postgres;

    record Failures(int count, Instant lastAt) {}

    LoginFailureStore(Postgres postgres) {
        this.postgres = postgres;
    }

    Optional<Failures> find(String username) {
        for (Row row : postgres.query(FIND, username)) {
            Instant lastAt = row.getOffsetDateTime("failed_at").toInstant();
            return Optional.of(new Failures(row.getInteger("failures"), lastAt));
        }
        return Optional.empty();
    }

    /** @param forgotten failures before this moment count no more */
    void add(String username, Instant now, Instant forgotten) {
        postgres.query(ADD, username, now.atOffset(ZoneOffset.UTC), forgotten.atOffset(ZoneOffset.UTC));
    }

    void remove(String username) {
        postgres.query(REMOVE, username);
    }

    void removeBefore(Instant moment) {
        postgres.query(REMOVE_BEFORE, moment.atOffset(ZoneOffset.UTC));
    }
}
