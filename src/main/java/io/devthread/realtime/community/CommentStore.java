package io.devthread.realtime.community;

import static io.devthread.realtime.platform.Postgres.await;

import io.devthread.realtime.community.CommunityApi.Author;
import io.devthread.realtime.community.CommunityApi.Comment;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** What is said below the posts. */
final class CommentStore {
    static final String LIST = """
            SELECT c.id, c.post_id, c.author_id, u.username, c.content, c.created_at
            FROM community_comments c JOIN community_users u ON u.id = c.author_id
            WHERE c.post_id = $1 AND (c.created_at, c.id) < ($2, $3)
            ORDER BY c.created_at DESC, c.id DESC LIMIT $4
            """;

    private static final String INSERT = """
            INSERT INTO community_comments (id, post_id, author_id, content, created_at) VALUES ($1, $2, $3, $4, $5)
            """;

    private final Postgres postgres;

    CommentStore(Postgres postgres) {
        this.postgres = postgres;
    }

    /** Newest first. */
    List<Comment> list(UUID post, Place before, int limit) {
        return StreamSupport.stream(
                        postgres.query(LIST, post, before.time(), before.id(), limit)
                                .spliterator(),
                        false)
                .map(CommentStore::comment)
                .toList();
    }

    void insert(SqlConnection connection, Comment comment) {
        Tuple row = Tuple.of(
                comment.id(),
                comment.postId(),
                comment.author().id().value(),
                comment.content(),
                comment.createdAt().atOffset(ZoneOffset.UTC));
        await(connection.preparedQuery(INSERT).execute(row));
    }

    private static Comment comment(Row row) {
        return new Comment(
                row.getUUID("id"),
                row.getUUID("post_id"),
                new Author(new UserId(row.getUUID("author_id")), row.getString("username")),
                row.getString("content"),
                row.getOffsetDateTime("created_at").toInstant());
    }
}
