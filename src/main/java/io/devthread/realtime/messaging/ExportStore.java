package io.devthread.realtime.messaging;

import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.MessagingApi.Participant;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Reads what people take out. */
final class ExportStore {
    /** The first one in the order of the partners, of those before and of those behind the user in the pair. */
    static final String CONVERSATION = """
            WITH own AS (
                (SELECT id, user_a, user_b, created_at, user_a AS partner FROM conversations
                 WHERE user_b = $1 AND user_a >= $2 ORDER BY user_a LIMIT 1)
                UNION ALL
                (SELECT id, user_a, user_b, created_at, user_b FROM conversations
                 WHERE user_a = $1 AND user_b >= $2 ORDER BY user_b LIMIT 1))
            SELECT id, user_a, user_b, created_at,
                   coalesce((SELECT username FROM users WHERE users.id = user_a), '') AS username_a,
                   coalesce((SELECT username FROM users WHERE users.id = user_b), '') AS username_b
            FROM own ORDER BY partner LIMIT 1
            """;

    private final Postgres postgres;
    private final MessageStore messages;

    /** @param messages oldest first */
    record Exported(ConversationId id, List<Participant> participants, Instant createdAt, List<Message> messages) {
        UserId partnerOf(UserId user) {
            return participants.stream()
                    .map(Participant::id)
                    .filter(id -> !id.equals(user))
                    .findFirst()
                    .orElseThrow();
        }
    }

    ExportStore(Postgres postgres, MessageStore messages) {
        this.postgres = postgres;
        this.messages = messages;
    }

    /** The first conversation from this partner on, with its messages, those with {@code from} itself after {@code seq}. */
    Optional<Exported> conversation(UserId user, UserId from, long seq, int limit) {
        return StreamSupport.stream(
                        postgres.query(CONVERSATION, user.value(), from.value()).spliterator(), false)
                .findFirst()
                .map(row -> exported(row, user, from, seq, limit));
    }

    private Exported exported(Row row, UserId user, UserId from, long seq, int limit) {
        ConversationId id = new ConversationId(row.getUUID("id"));
        UserId one = new UserId(row.getUUID("user_a"));
        UserId other = new UserId(row.getUUID("user_b"));
        boolean goesOn = one.equals(from) || other.equals(from);
        return new Exported(
                id,
                List.of(
                        new Participant(one, row.getString("username_a")),
                        new Participant(other, row.getString("username_b"))),
                row.getOffsetDateTime("created_at").toInstant(),
                messages.after(user, id, goesOn ? seq : 0, limit));
    }
}
