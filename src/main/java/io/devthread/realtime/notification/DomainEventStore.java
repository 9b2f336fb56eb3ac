package io.devthread.realtime.notification;

import static io.devthread.realtime.platform.Postgres.await;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.Actor;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.platform.Columns;
import io.devthread.realtime.platform.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** Stores domain events, and what they change of users and their tokens, each pair in one transaction. */
final class DomainEventStore {
    /** Sorted: if two processes insert the same events at once, one waits for the other instead of each for each. */
    private static final String INSERT = """
            INSERT INTO domain_events (id, type, actor_id, actor_username, recipient_id, post_id, comment_id,
                                       like_count, comment_count, created_at)
            SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::uuid[],
                                 $8::bigint[], $9::bigint[], $10::timestamptz[]) AS e(id) ORDER BY e.id
            ON CONFLICT (id) DO NOTHING RETURNING id
            """;

    /** Whoever acts is known by the name in the event, until an event about the user itself decides. */
    private static final String INTRODUCE = """
            INSERT INTO users (id, username, decided_at, decided_by)
            SELECT DISTINCT ON (id) id, username, to_timestamp(0), '00000000-0000-0000-0000-000000000000'::uuid
            FROM unnest($1::uuid[], $2::text[]) AS a(id, username) ORDER BY id
            ON CONFLICT (id) DO NOTHING
            """;

    /** The newest event wins, ties by id, in whatever order they come. */
    private static final String DECIDE_USER = """
            INSERT INTO users AS u (id, username, deleted, decided_at, decided_by) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (id) DO UPDATE
            SET username = excluded.username, deleted = excluded.deleted,
                decided_at = excluded.decided_at, decided_by = excluded.decided_by
            WHERE (u.decided_at, u.decided_by) < (excluded.decided_at, excluded.decided_by)
            """;

    private static final String EXPLAIN = """
            UPDATE domain_events e SET told_nobody = w.why
            FROM unnest($1::uuid[], $2::text[]) AS w(id, why) WHERE e.id = w.id
            """;

    private static final String REVOKE = """
            INSERT INTO revocations AS r (user_id, issued_until) VALUES ($1, $2)
            ON CONFLICT (user_id) DO UPDATE
            SET issued_until = excluded.issued_until, recorded_at = clock_timestamp()
            WHERE r.issued_until < excluded.issued_until
            """;

    /** The name goes with the user: nothing personal stays behind. */
    private static final String DELETED_USERNAME = "deleted";

    private final Postgres postgres;

    DomainEventStore(Postgres postgres) {
        this.postgres = postgres;
    }

    /** Part of the transaction of what the events change; gives those that came for the first time, in their order. */
    static Future<List<DomainEvent>> insert(SqlConnection connection, List<DomainEvent> events) {
        Future<?> introduced = introduce(connection, events);
        Future<RowSet<Row>> stored = connection.preparedQuery(INSERT).execute(columns(events));
        return Future.all(introduced, stored).map(done -> fresh(events, stored.result()));
    }

    /** Part of the transaction that stored them: why these told nobody. Few do, so the others cost nothing more. */
    static Future<?> explain(SqlConnection connection, Map<UUID, Unheard> unheard) {
        Columns<Map.Entry<UUID, Unheard>> rows = Columns.of(unheard.entrySet());
        return connection
                .preparedQuery(EXPLAIN)
                .execute(Columns.tuple(rows.ids(Map.Entry::getKey), rows.column(String[]::new, entry -> entry.getValue()
                        .wireName())));
    }

    private static List<DomainEvent> fresh(List<DomainEvent> events, RowSet<Row> stored) {
        Set<UUID> ids = new HashSet<>();
        stored.forEach(row -> ids.add(row.getUUID(0)));
        return events.stream().filter(event -> ids.remove(event.id())).toList();
    }

    /** As it came first; without the actor's name and the counts. */
    Optional<DomainEvent> find(UUID id) {
        return new TraceStore(postgres).event(id).map(TraceStore.Stored::event);
    }

    /** @return whether it came for the first time; so do the others */
    boolean storeUpsert(DomainEvent event, Actor user) {
        return store(event, connection -> decide(connection, event, user.id(), user.username(), false));
    }

    boolean storeDeletion(DomainEvent event, UserId user) {
        return store(event, connection -> {
            // Nobody may be about to follow who is about to be gone.
            await(InboxStore.lockDeletions(connection, true));
            decide(connection, event, user, DELETED_USERNAME, true);
            revoke(connection, event, user);
        });
    }

    /** Of a user whose deletion is stored: some of them. @return as {@link FollowStore#end} */
    List<UserId> endFollows(DomainEvent event, UserId user) {
        return FollowStore.end(postgres, user, event.moment());
    }

    boolean storeRevocation(DomainEvent event, UserId user) {
        return store(event, connection -> revoke(connection, event, user));
    }

    private boolean store(DomainEvent event, Consumer<SqlConnection> effect) {
        return postgres.inTransaction(connection -> {
            boolean isNew = await(connection.preparedQuery(INSERT).execute(columns(List.of(event))))
                            .rowCount()
                    == 1;
            if (isNew) {
                effect.accept(connection);
            }
            return isNew;
        });
    }

    private static Future<?> introduce(SqlConnection connection, List<DomainEvent> events) {
        Columns<Actor> named = Columns.of(events.stream()
                .flatMap(event -> event.actor().stream())
                .filter(actor -> actor.username() != null && !actor.username().isBlank())
                .toList());
        return connection
                .preparedQuery(INTRODUCE)
                .execute(Columns.tuple(
                        named.ids(actor -> actor.id().value()), named.column(String[]::new, Actor::username)));
    }

    private static void decide(
            SqlConnection connection, DomainEvent event, UserId user, String username, boolean deleted) {
        Tuple row = Tuple.of(user.value(), username, deleted, time(event.createdAt()), event.id());
        await(connection.preparedQuery(DECIDE_USER).execute(row));
    }

    private static void revoke(SqlConnection connection, DomainEvent event, UserId user) {
        Tuple row = Tuple.of(user.value(), time(event.createdAt()));
        await(connection.preparedQuery(REVOKE).execute(row));
    }

    private static Tuple columns(List<DomainEvent> events) {
        Columns<DomainEvent> rows = Columns.of(events);
        return Columns.tuple(
                rows.ids(DomainEvent::id),
                rows.column(String[]::new, DomainEvent::type),
                rows.ids(event -> event.actor().orElseThrow().id().value()),
                rows.column(
                        String[]::new,
                        event -> event.actor().map(Actor::username).orElse(null)),
                rows.ids(event -> event.recipientId().map(UserId::value).orElse(null)),
                rows.ids(event -> event.postId().orElse(null)),
                rows.ids(event -> event.commentId().orElse(null)),
                rows.column(Long[]::new, event -> event.likeCount().orElse(null)),
                rows.column(Long[]::new, event -> event.commentCount().orElse(null)),
                rows.column(OffsetDateTime[]::new, event -> time(event.createdAt())));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
