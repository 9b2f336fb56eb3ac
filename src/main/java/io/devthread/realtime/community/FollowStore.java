package io.devthread.realtime.community;

import static io.devthread.realtime.platform.Postgres.await;

import io.devthread.realtime.community.CommunityApi.Profile;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Who follows whom, and the profiles that show it. */
final class FollowStore {
    /** {@code $1} is who looks. Counted as it is shown: both counts read an index. */
    private static final String PROFILE = """
            SELECT u.id, u.username, u.created_at,
                   (SELECT count(*) FROM community_follows f WHERE f.followee_id = u.id) AS follower_count,
                   (SELECT count(*) FROM community_follows f WHERE f.follower_id = u.id) AS following_count,
                   EXISTS (SELECT FROM community_follows f WHERE f.follower_id = $1 AND f.followee_id = u.id) AS following
            FROM community_users u
            """;

    static final String PROFILE_BY_ID = PROFILE + "WHERE u.id = $2";
    static final String PROFILE_BY_NAME = PROFILE + "WHERE u.username = $2";

    /** One after the other, whatever one and the same person follows: so the moments below are right. */
    private static final String LOCK = "SELECT id FROM community_users WHERE id = $1 FOR NO KEY UPDATE";

    private static final String FOLLOW = """
            INSERT INTO community_follows (follower_id, followee_id, created_at) VALUES ($1, $2, $3)
            ON CONFLICT DO NOTHING
            """;

    private static final String UNFOLLOW = "DELETE FROM community_follows WHERE follower_id = $1 AND followee_id = $2";

    private static final String ADVANCE = """
            UPDATE community_users SET followed_at = GREATEST($2, followed_at + interval '1 microsecond')
            WHERE id = $1 RETURNING followed_at
            """;

    private final Postgres postgres;

    FollowStore(Postgres postgres) {
        this.postgres = postgres;
    }

    Optional<Profile> profile(UserId viewer, UserId id) {
        return profile(postgres.query(PROFILE_BY_ID, viewer.value(), id.value()));
    }

    Optional<Profile> profile(UserId viewer, String username) {
        return profile(postgres.query(PROFILE_BY_NAME, viewer.value(), username));
    }

    /** @return the moment of the change, later than that person's changes before; empty when they followed already */
    Optional<Instant> follow(SqlConnection connection, UserId follower, UserId followee, Instant now) {
        run(connection, LOCK, follower.value());
        RowSet<Row> inserted = run(connection, FOLLOW, follower.value(), followee.value(), time(now));
        return advanceIf(inserted.rowCount() == 1, connection, follower, now);
    }

    /** @return the moment of the change, later than that person's changes before; empty when they did not follow */
    Optional<Instant> unfollow(SqlConnection connection, UserId follower, UserId followee, Instant now) {
        run(connection, LOCK, follower.value());
        RowSet<Row> deleted = run(connection, UNFOLLOW, follower.value(), followee.value());
        return advanceIf(deleted.rowCount() == 1, connection, follower, now);
    }

    private static Optional<Instant> advanceIf(
            boolean changed, SqlConnection connection, UserId follower, Instant now) {
        if (!changed) {
            return Optional.empty();
        }
        Row row =
                run(connection, ADVANCE, follower.value(), time(now)).iterator().next();
        return Optional.of(row.getOffsetDateTime("followed_at").toInstant());
    }

    private static RowSet<Row> run(SqlConnection connection, String sql, Object... values) {
        return await(connection.preparedQuery(sql).execute(Tuple.from(values)));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Optional<Profile> profile(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new Profile(
                        new UserId(row.getUUID("id")),
                        row.getString("username"),
                        row.getOffsetDateTime("created_at").toInstant(),
                        row.getLong("follower_count"),
                        row.getLong("following_count"),
                        row.getBoolean("following")))
                .findFirst();
    }
}
