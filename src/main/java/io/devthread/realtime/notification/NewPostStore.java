package io.devthread.realtime.notification;

import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.platform.Columns;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** Table {@code new_posts}: what the feed has to announce, written with the domain events, so that none is lost. */
final class NewPostStore {
    /** What is deleted before it was created, by arrival, is not new. */
    private static final String PUT = """
            INSERT INTO new_posts (post_id, author_id, created_at)
            SELECT DISTINCT ON (p.post_id) p.*
            FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS p(post_id, author_id, created_at)
            WHERE NOT EXISTS (SELECT 1 FROM notification_deletions WHERE object_id = p.post_id)
            ORDER BY p.post_id
            ON CONFLICT DO NOTHING
            """;

    private static final String DELETE = "DELETE FROM new_posts WHERE post_id = ANY($1::uuid[])";

    private NewPostStore() {}

    static Future<?> put(SqlConnection connection, List<DomainEvent> events) {
        Columns<DomainEvent> created = Columns.of(ofType(events, EventType.POST_CREATED));
        Columns<DomainEvent> deleted = Columns.of(ofType(events, EventType.POST_DELETED));
        Future<?> put = created.isEmpty() ? Future.succeededFuture() : insert(connection, created);
        Future<?> gone = deleted.isEmpty()
                ? Future.succeededFuture()
                : connection.preparedQuery(DELETE).execute(Columns.tuple((Object) posts(deleted)));
        return Future.all(put, gone);
    }

    private static Future<?> insert(SqlConnection connection, Columns<DomainEvent> created) {
        return connection
                .preparedQuery(PUT)
                .execute(Columns.tuple(
                        posts(created),
                        created.ids(event -> event.actor().orElseThrow().id().value()),
                        created.column(OffsetDateTime[]::new, event -> event.createdAt()
                                .atOffset(ZoneOffset.UTC))));
    }

    private static List<DomainEvent> ofType(List<DomainEvent> events, EventType type) {
        return events.stream()
                .filter(event -> EventType.of(event.type()) == type)
                .toList();
    }

    private static Object posts(Columns<DomainEvent> events) {
        return events.ids(event -> event.postId().orElseThrow());
    }
}
