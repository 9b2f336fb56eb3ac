package io.devthread.realtime.messaging;

import io.devthread.realtime.messaging.MessagingApi.MessageTrace;
import io.devthread.realtime.messaging.MessagingApi.TraceMessage;
import io.devthread.realtime.messaging.MessagingApi.TracedMessage;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.MessageId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What became of a message, for who asks why it did not arrive: all of it stands on its row and its conversation's. */
final class TraceStore {
    static final String FIND = """
            SELECT m.id, m.conversation_id, m.conversation_seq, m.sender_id, m.sent_at, m.read_at, m.edited_at,
                m.deleted_at, m.read_revealed AND shares_receipts(c.user_a, c.user_b) AS read_shown,
                CASE m.sender_id WHEN c.user_a THEN c.user_b ELSE c.user_a END AS recipient_id,
                m.conversation_seq <= CASE m.sender_id WHEN c.user_a THEN c.delivered_b ELSE c.delivered_a END
                    AS delivered,
                is_blocked(c.user_a, c.user_b) AS blocked
            FROM messages m JOIN conversations c ON c.id = m.conversation_id WHERE m.id = $1
            """;

    private final Postgres postgres;

    TraceStore(Postgres postgres) {
        this.postgres = postgres;
    }

    MessageTrace find(TraceMessage request) {
        return new MessageTrace(
                StreamSupport.stream(postgres.query(FIND, request.id()).spliterator(), false)
                        .map(TraceStore::traced)
                        .findFirst());
    }

    private static TracedMessage traced(Row row) {
        MessageId id = new MessageId(row.getUUID("id"));
        return new TracedMessage(
                id,
                NewMessageEvents.id(id),
                new ConversationId(row.getUUID("conversation_id")),
                row.getLong("conversation_seq"),
                new UserId(row.getUUID("sender_id")),
                new UserId(row.getUUID("recipient_id")),
                row.getOffsetDateTime("sent_at").toInstant(),
                row.getBoolean("delivered"),
                instant(row, "read_at"),
                Optional.of(row.getBoolean("read_shown")),
                instant(row, "edited_at"),
                instant(row, "deleted_at"),
                row.getBoolean("blocked"));
    }

    private static Optional<Instant> instant(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }
}
