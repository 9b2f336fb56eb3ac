package io.devthread.realtime.community;

import static io.devthread.realtime.platform.Postgres.await;

import io.devthread.realtime.community.CommunityApi.Author;
import io.devthread.realtime.community.CommunityApi.Post;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The posts. Whoever changes a post, its likes or its comments has {@link #lock}ed it first: so the counts are exact,
 * and no two transactions wait for each other.
 */
final class PostStore {
    /** {@code $1} is who looks. */
    private static final String VIEW = """
            SELECT p.id, p.author_id, u.username, p.content, p.like_count, p.comment_count, p.created_at,
                   EXISTS (SELECT FROM community_likes l WHERE l.post_id = p.id AND l.user_id = $1) AS liked
            FROM community_posts p JOIN community_users u ON u.id = p.author_id
            """;

    private static final String BY_ID = VIEW + "WHERE p.id = $2";
    private static final String LOCK = BY_ID + " FOR NO KEY UPDATE OF p";

    static final String LIST = VIEW + """
            WHERE (p.created_at, p.id) < ($2, $3) ORDER BY p.created_at DESC, p.id DESC LIMIT $4
            """;

    static final String LIST_OF_AUTHOR = VIEW + """
            WHERE p.author_id = $5 AND (p.created_at, p.id) < ($2, $3) ORDER BY p.created_at DESC, p.id DESC LIMIT $4
            """;

    private static final String INSERT = """
            INSERT INTO community_posts (id, author_id, content, created_at, changed_at) VALUES ($1, $2, $3, $4, $4)
            """;

    private static final String LIKE =
            "INSERT INTO community_likes (post_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    private static final String UNLIKE = "DELETE FROM community_likes WHERE post_id = $1 AND user_id = $2";

    private static final String COUNT = """
            UPDATE community_posts
            SET like_count = like_count + $2, comment_count = comment_count + $3,
                changed_at = GREATEST($4, changed_at + interval '1 microsecond')
            WHERE id = $1 RETURNING like_count, comment_count, changed_at AS moment
            """;

    private static final String DELETE = """
            DELETE FROM community_posts WHERE id = $1
            RETURNING GREATEST($2, changed_at + interval '1 microsecond') AS moment
            """;

    private final Postgres postgres;

    /** @param moment of the change: later than every change of this post before */
    record Counted(long likes, long comments, Instant moment) {}

    PostStore(Postgres postgres) {
        this.postgres = postgres;
    }

    /** Newest first. */
    List<Post> list(UserId viewer, Optional<UserId> author, Place before, int limit) {
        Object[] page = {viewer.value(), before.time(), before.id(), limit};
        RowSet<Row> rows = author.map(
                        id -> postgres.query(LIST_OF_AUTHOR, page[0], page[1], page[2], page[3], id.value()))
                .orElseGet(() -> postgres.query(LIST, page));
        return posts(rows).toList();
    }

    Optional<Post> find(UserId viewer, UUID id) {
        return posts(postgres.query(BY_ID, viewer.value(), id)).findFirst();
    }

    /** {@code liked} may be older than the lock: what {@link #like} changed tells. */
    Optional<Post> lock(SqlConnection connection, UserId viewer, UUID id) {
        return posts(run(connection, LOCK, viewer.value(), id)).findFirst();
    }

    void insert(SqlConnection connection, Post post) {
        run(
                connection,
                INSERT,
                post.id(),
                post.author().id().value(),
                post.content(),
                post.createdAt().atOffset(ZoneOffset.UTC));
    }

    /** @return false when it was so already */
    boolean like(SqlConnection connection, UUID post, UserId user, boolean like) {
        return run(connection, like ? LIKE : UNLIKE, post, user.value()).rowCount() == 1;
    }

    /** Adds to the counts of a locked post. */
    Counted count(SqlConnection connection, UUID post, long likes, long comments, Instant now) {
        Row row = run(connection, COUNT, post, likes, comments, now.atOffset(ZoneOffset.UTC))
                .iterator()
                .next();
        return new Counted(row.getLong("like_count"), row.getLong("comment_count"), moment(row));
    }

    /**
     * With its likes and comments.
     *
     * @return the moment of the change
     */
    Instant delete(SqlConnection connection, UUID post, Instant now) {
        return moment(run(connection, DELETE, post, now.atOffset(ZoneOffset.UTC))
                .iterator()
                .next());
    }

    private static RowSet<Row> run(SqlConnection connection, String sql, Object... values) {
        return await(connection.preparedQuery(sql).execute(Tuple.from(values)));
    }

    private static Instant moment(Row row) {
        return row.getOffsetDateTime("moment").toInstant();
    }

    private static Stream<Post> posts(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new Post(
                        row.getUUID("id"),
                        new Author(new UserId(row.getUUID("author_id")), row.getString("username")),
                        row.getString("content"),
                        row.getLong("like_count"),
                        row.getLong("comment_count"),
                        row.getBoolean("liked"),
                        row.getOffsetDateTime("created_at").toInstant()));
    }
}
