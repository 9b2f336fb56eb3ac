package io.devthread.realtime.messaging;

import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.MessageId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Reads messages; {@link SendStore} writes them, {@link RevisionStore} changes them. */
final class MessageStore {
    static final String SENT = "sent";

    /**
     * What {@link #message} maps, wherever messages {@code m} are read with their conversation {@code c}. What the sender
     * may know follows from both people's settings as they are now, and from what they were when it was read.
     */
    static final String COLUMNS = """
            m.id AS message_id, m.conversation_id, m.conversation_seq, m.sender_id, m.content, m.content_cipher,
            m.client_message_id, m.sent_at, m.edited_at, m.deleted_at, m.read_at IS NOT NULL AS is_read,
            m.read_revealed AND shares_receipts(c.user_a, c.user_b) AS sender_sees_read,
            m.conversation_seq <= CASE m.sender_id WHEN c.user_a THEN c.delivered_b ELSE c.delivered_a END
                OR m.read_revealed OR (m.read_at IS NOT NULL AND NOT is_blocked(c.user_a, c.user_b)) AS is_delivered
            """;

    static final String BEFORE = """
            SELECT %s FROM messages m JOIN conversations c ON c.id = m.conversation_id
            WHERE m.conversation_id = $1 AND m.conversation_seq < $2
            ORDER BY m.conversation_seq DESC LIMIT $3
            """.formatted(COLUMNS);

    static final String AFTER = """
            SELECT %s FROM messages m JOIN conversations c ON c.id = m.conversation_id
            WHERE m.conversation_id = $1 AND m.conversation_seq > $2
            ORDER BY m.conversation_seq LIMIT $3
            """.formatted(COLUMNS);

    private final Postgres postgres;
    private final Contents contents;

    MessageStore(Postgres postgres, Contents contents) {
        this.postgres = postgres;
        this.contents = contents;
    }

    /** Newest first. */
    List<Message> before(UserId viewer, ConversationId conversation, long seq, int limit) {
        return messages(postgres.query(BEFORE, conversation.value(), seq, limit), viewer);
    }

    /** Oldest first. */
    List<Message> after(UserId viewer, ConversationId conversation, long seq, int limit) {
        return messages(postgres.query(AFTER, conversation.value(), seq, limit), viewer);
    }

    /** As {@code viewer}, one of the two participants, sees it. */
    static Message message(Row row, UserId viewer, Contents contents) {
        UserId sender = new UserId(row.getUUID("sender_id"));
        boolean deleted = row.getOffsetDateTime("deleted_at") != null;
        boolean read = row.getBoolean(viewer.equals(sender) ? "sender_sees_read" : "is_read");
        return new Message(
                new MessageId(row.getUUID("message_id")),
                new ConversationId(row.getUUID("conversation_id")),
                row.getLong("conversation_seq"),
                sender,
                deleted ? "" : contents.of(row),
                row.getString("client_message_id"),
                row.getOffsetDateTime("sent_at").toInstant().toEpochMilli(),
                status(read, row.getBoolean("is_delivered")),
                read,
                Optional.ofNullable(row.getOffsetDateTime("edited_at")).map(OffsetDateTime::toInstant),
                deleted);
    }

    private List<Message> messages(RowSet<Row> rows, UserId viewer) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> message(row, viewer, contents))
                .toList();
    }

    private static String status(boolean read, boolean delivered) {
        if (read) {
            return "read";
        }
        return delivered ? "delivered" : SENT;
    }
}
