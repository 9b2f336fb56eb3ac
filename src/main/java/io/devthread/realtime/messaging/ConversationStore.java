package io.devthread.realtime.messaging;

import io.devthread.realtime.messaging.MessagingApi.Conversation;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.MessagingApi.Participant;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The rows of conversations, and the lists made of them. */
final class ConversationStore {
    /** Two users of whom the first one asks. */
    record Pair(UserId user, UserId partner) {}

    /** Usernames as subqueries, not joins: a page's few names never make the planner read all users. */
    private static final String VIEW = """
            SELECT c.id, c.user_a, c.user_b, c.updated_at, c.unread,
                   coalesce((SELECT username FROM users WHERE id = c.user_a), '') AS username_a,
                   coalesce((SELECT username FROM users WHERE id = c.user_b), '') AS username_b, %s
            FROM (%s) AS c
            LEFT JOIN messages m ON m.conversation_id = c.id AND m.conversation_seq = c.last_seq
            ORDER BY c.updated_at DESC, c.id DESC
            """;

    /**
     * One statement however many conversations: each half reads its index newest first and stops at the page's end;
     * counters and the last number stand on the row, so no message is counted.
     */
    static final String LIST = VIEW.formatted(MessageStore.COLUMNS, """
            (SELECT id, user_a, user_b, last_seq, updated_at, delivered_a, delivered_b, unread_a AS unread
             FROM conversations
             WHERE user_a = $1 AND (updated_at, id) < ($2, $3) ORDER BY updated_at DESC, id DESC LIMIT $4)
            UNION ALL
            (SELECT id, user_a, user_b, last_seq, updated_at, delivered_a, delivered_b, unread_b AS unread
             FROM conversations
             WHERE user_b = $1 AND (updated_at, id) < ($2, $3) ORDER BY updated_at DESC, id DESC LIMIT $4)
            ORDER BY updated_at DESC, id DESC LIMIT $4
            """);

    static final String OF_PAIR = VIEW.formatted(MessageStore.COLUMNS, """
            SELECT id, user_a, user_b, last_seq, updated_at, delivered_a, delivered_b,
                   CASE user_a WHEN $1 THEN unread_a ELSE unread_b END AS unread
            FROM conversations WHERE user_a = LEAST($1::uuid, $2::uuid) AND user_b = GREATEST($1::uuid, $2::uuid)
            """);

    static final String PARTICIPANTS = "SELECT id, user_a, user_b FROM conversations WHERE id = ANY($1)";

    static final String IDS_OF_PAIRS = """
            SELECT p.user_id, p.partner_id, c.id FROM unnest($1::uuid[], $2::uuid[]) AS p(user_id, partner_id)
            JOIN conversations c
              ON c.user_a = LEAST(p.user_id, p.partner_id) AND c.user_b = GREATEST(p.user_id, p.partner_id)
            """;

    /**
     * Nothing where one has blocked the other. Who opens at the same moment waits here for the other's commit and then
     * inserts nothing.
     */
    private static final String INSERT = """
            INSERT INTO conversations (id, user_a, user_b, created_at, updated_at)
            SELECT $1, LEAST($2::uuid, $3::uuid), GREATEST($2::uuid, $3::uuid), $4, $4
            WHERE NOT is_blocked($2, $3)
            ON CONFLICT (user_a, user_b) DO NOTHING
            """;

    private static final String BLOCKERS = """
            SELECT user_id FROM blocks WHERE user_id = $1 AND blocked_id = $2
            UNION ALL
            SELECT user_id FROM blocks WHERE user_id = $2 AND blocked_id = $1
            """;

    private static final String USER_EXISTS = "SELECT 1 FROM users WHERE id = $1 AND NOT deleted";

    private final Postgres postgres;
    private final Contents contents;

    ConversationStore(Postgres postgres, Contents contents) {
        this.postgres = postgres;
        this.contents = contents;
    }

    /** Newest first, those before the given place of the list. */
    List<Conversation> list(UserId user, Instant before, UUID beforeId, int limit) {
        RowSet<Row> rows = postgres.query(LIST, user.value(), before.atOffset(ZoneOffset.UTC), beforeId, limit);
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> conversation(row, user))
                .toList();
    }

    Optional<Conversation> find(Pair pair) {
        RowSet<Row> rows =
                postgres.query(OF_PAIR, pair.user().value(), pair.partner().value());
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> conversation(row, pair.user()))
                .findFirst();
    }

    /** @return whether this call made it; if not, it is there already, or one has blocked the other */
    boolean insert(ConversationId id, Pair pair, Instant now) {
        Object createdAt = now.atOffset(ZoneOffset.UTC);
        return postgres.query(
                                INSERT,
                                id.value(),
                                pair.user().value(),
                                pair.partner().value(),
                                createdAt)
                        .rowCount()
                == 1;
    }

    Map<Pair, ConversationId> ids(List<Pair> pairs) {
        UUID[] users = pairs.stream().map(pair -> pair.user().value()).toArray(UUID[]::new);
        UUID[] partners = pairs.stream().map(pair -> pair.partner().value()).toArray(UUID[]::new);
        Map<Pair, ConversationId> found = new HashMap<>();
        for (Row row : postgres.query(IDS_OF_PAIRS, users, partners)) {
            Pair pair = new Pair(new UserId(row.getUUID("user_id")), new UserId(row.getUUID("partner_id")));
            found.put(pair, new ConversationId(row.getUUID("id")));
        }
        return found;
    }

    /** Without those that do not exist. */
    Map<ConversationId, List<UserId>> participants(List<ConversationId> conversations) {
        UUID[] ids = conversations.stream().map(ConversationId::value).toArray(UUID[]::new);
        Map<ConversationId, List<UserId>> users = new HashMap<>();
        for (Row row : postgres.query(PARTICIPANTS, (Object) ids)) {
            users.put(
                    new ConversationId(row.getUUID("id")),
                    List.of(new UserId(row.getUUID("user_a")), new UserId(row.getUUID("user_b"))));
        }
        return users;
    }

    /** Who of the two has blocked the other. */
    Set<UserId> blockers(Pair pair) {
        RowSet<Row> rows =
                postgres.query(BLOCKERS, pair.user().value(), pair.partner().value());
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new UserId(row.getUUID(0)))
                .collect(Collectors.toSet());
    }

    boolean userExists(UserId user) {
        return postgres.query(USER_EXISTS, user.value()).size() > 0;
    }

    private Conversation conversation(Row row, UserId viewer) {
        Optional<Message> last =
                Optional.ofNullable(row.getUUID("message_id")).map(id -> MessageStore.message(row, viewer, contents));
        return new Conversation(
                new ConversationId(row.getUUID("id")),
                List.of(
                        new Participant(new UserId(row.getUUID("user_a")), row.getString("username_a")),
                        new Participant(new UserId(row.getUUID("user_b")), row.getString("username_b"))),
                last,
                row.getLong("unread"),
                row.getOffsetDateTime("updated_at").toInstant());
    }
}
