package io.devthread.realtime.privacy;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.privacy.PrivacyApi.Blocked;
import io.devthread.realtime.privacy.PrivacyApi.Pair;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Table {@code blocks}. */
final class BlockStore {
    /** The name as a subquery, not a join: a page's few names never make the planner read all users. */
    private static final String COLUMNS = """
            b.blocked_id, b.blocked_at, coalesce((SELECT username FROM users WHERE id = b.blocked_id), '') AS username
            """;

    static final String FIND = "SELECT %s FROM blocks b WHERE b.user_id = $1 AND b.blocked_id = $2".formatted(COLUMNS);

    static final String LIST = """
            SELECT %s FROM blocks b WHERE b.user_id = $1 AND (b.blocked_at, b.blocked_id) < ($2, $3)
            ORDER BY b.blocked_at DESC, b.blocked_id DESC LIMIT $4
            """.formatted(COLUMNS);

    private static final String INSERT = """
            INSERT INTO blocks (user_id, blocked_id, blocked_at)
            SELECT $1, u.id, $3 FROM users u WHERE u.id = $2 AND NOT u.deleted
            ON CONFLICT DO NOTHING
            """;

    private static final String DELETE = "DELETE FROM blocks WHERE user_id = $1 AND blocked_id = $2";

    private static final String DELETE_SOME = """
            DELETE FROM blocks WHERE user_id = $1
              AND blocked_id = ANY(ARRAY(SELECT blocked_id FROM blocks WHERE user_id = $1 LIMIT $2))
            RETURNING blocked_id
            """;

    private final Postgres postgres;

    BlockStore(Postgres postgres) {
        this.postgres = postgres;
    }

    /** @return whether this call made it; if not, it is there already, or there is no such user */
    boolean insert(Pair pair, Instant now) {
        return postgres.query(INSERT, user(pair), other(pair), now.atOffset(ZoneOffset.UTC))
                        .rowCount()
                == 1;
    }

    Optional<Blocked> find(Pair pair) {
        return blocked(postgres.query(FIND, user(pair), other(pair))).stream().findFirst();
    }

    void delete(Pair pair) {
        postgres.query(DELETE, user(pair), other(pair));
    }

    /** @return who is blocked no more */
    List<UserId> deleteSome(UserId user, int limit) {
        return StreamSupport.stream(
                        postgres.query(DELETE_SOME, user.value(), limit).spliterator(), false)
                .map(row -> new UserId(row.getUUID(0)))
                .toList();
    }

    /** Newest first, those before the given place of the list. */
    List<Blocked> list(UserId user, Instant before, UUID beforeId, int limit) {
        return blocked(postgres.query(LIST, user.value(), before.atOffset(ZoneOffset.UTC), beforeId, limit));
    }

    private static Object user(Pair pair) {
        return pair.userId().value();
    }

    private static Object other(Pair pair) {
        return pair.otherId().value();
    }

    private static List<Blocked> blocked(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new Blocked(
                        new UserId(row.getUUID("blocked_id")),
                        row.getString("username"),
                        row.getOffsetDateTime("blocked_at").toInstant()))
                .toList();
    }
}
