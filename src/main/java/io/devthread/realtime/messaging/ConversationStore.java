package io.devthread.realtime.messaging;

import io.devthread.realtime.messaging.MessagingApi.Conversation;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.MessagingApi.Participant;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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
     * Nothing where one has blocked the other, or the other is nobody. Who opens at the same moment waits here for the
     * other's commit and then inserts nothing; in the order of the pairs, so that two processes never wait for each other.
     */
    static final String INSERT = """
            INSERT INTO conversations (id, user_a, user_b, created_at, updated_at)
            SELECT p.id, LEAST(p.user_id, p.partner_id), GREATEST(p.user_id, p.partner_id), $4, $4
            FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS p(id, user_id, partner_id)
            WHERE EXISTS (SELECT 1 FROM users u WHERE u.id = p.partner_id AND NOT u.deleted)
              AND NOT is_blocked(p.user_id, p.partner_id)
            ORDER BY 2, 3
            ON CONFLICT (user_a, user_b) DO NOTHING
            """;

    static final String BLOCKERS = """
            SELECT p.user_id, p.partner_id,
                   EXISTS (SELECT 1 FROM blocks WHERE user_id = p.user_id AND blocked_id = p.partner_id) AS by_user,
                   EXISTS (SELECT 1 FROM blocks WHERE user_id = p.partner_id AND blocked_id = p.user_id) AS by_partner
            FROM unnest($1::uuid[], $2::uuid[]) AS p(user_id, partner_id)
            WHERE EXISTS (SELECT 1 FROM users u WHERE u.id = p.partner_id AND NOT u.deleted)
            """;

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

    /** @return how many this call made; the others are there already, or can't be */
    int insert(List<Pair> pairs, Instant now) {
        UUID[] ids = pairs.stream().map(pair -> Ids.next()).toArray(UUID[]::new);
        return postgres.query(INSERT, ids, users(pairs), partners(pairs), now.atOffset(ZoneOffset.UTC))
                .rowCount();
    }

    Map<Pair, ConversationId> ids(List<Pair> pairs) {
        Map<Pair, ConversationId> found = new HashMap<>();
        for (Row row : postgres.query(IDS_OF_PAIRS, users(pairs), partners(pairs))) {
            found.put(pair(row), new ConversationId(row.getUUID("id")));
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

    /** Who of the two has blocked the other; without pairs whose partner is nobody. */
    Map<Pair, Set<UserId>> blockers(List<Pair> pairs) {
        Map<Pair, Set<UserId>> found = new HashMap<>();
        for (Row row : postgres.query(BLOCKERS, users(pairs), partners(pairs))) {
            Pair pair = pair(row);
            Set<UserId> blockers = new HashSet<>();
            if (row.getBoolean("by_user")) {
                blockers.add(pair.user());
            }
            if (row.getBoolean("by_partner")) {
                blockers.add(pair.partner());
            }
            found.put(pair, blockers);
        }
        return found;
    }

    private static UUID[] users(List<Pair> pairs) {
        return pairs.stream().map(pair -> pair.user().value()).toArray(UUID[]::new);
    }

    private static UUID[] partners(List<Pair> pairs) {
        return pairs.stream().map(pair -> pair.partner().value()).toArray(UUID[]::new);
    }

    private static Pair pair(Row row) {
        return new Pair(new UserId(row.getUUID("user_id")), new UserId(row.getUUID("partner_id")));
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
