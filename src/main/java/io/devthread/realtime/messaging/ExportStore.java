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
    /**
     * The first one in the order of the ids. Materialized, so that it is looked for among the user's own and never along
     * the ids of all.
     */
    static final String CONVERSATION = """
            WITH own AS MATERIALIZED (
                SELECT id, user_a, user_b, created_at FROM conversations WHERE user_a = $1
                UNION ALL
                SELECT id, user_a, user_b, created_at FROM conversations WHERE user_b = $1)
            SELECT id, user_a, user_b, created_at,
                   coalesce((SELECT username FROM users WHERE users.id = user_a), '') AS username_a,
                   coalesce((SELECT username FROM users WHERE users.id = user_b), '') AS username_b
            FROM own WHERE id >= $2 ORDER BY id LIMIT 1
            """;

    private final Postgres postgres;
    private final MessageStore messages;

    /** @param messages oldest first */
    record Exported(ConversationId id, List<Participant> participants, Instant createdAt, List<Message> messages) {}

    ExportStore(Postgres postgres, MessageStore messages) {
        this.postgres = postgres;
        this.messages = messages;
    }

    /** The first conversation from this id on, with its messages, those of {@code from} itself after {@code seq}. */
    Optional<Exported> conversation(UserId user, ConversationId from, long seq, int limit) {
        return StreamSupport.stream(
                        postgres.query(CONVERSATION, user.value(), from.value()).spliterator(), false)
                .findFirst()
                .map(row -> exported(row, user, from, seq, limit));
    }

    private Exported exported(Row row, UserId user, ConversationId from, long seq, int limit) {
        ConversationId id = new ConversationId(row.getUUID("id"));
        return new Exported(
                id,
                List.of(
                        new Participant(new UserId(row.getUUID("user_a")), row.getString("username_a")),
                        new Participant(new UserId(row.getUUID("user_b")), row.getString("username_b"))),
                row.getOffsetDateTime("created_at").toInstant(),
                messages.after(user, id, id.equals(from) ? seq : 0, limit));
    }
}
