package io.devthread.realtime.messaging;

import static io.devthread.realtime.platform.Postgres.await;

import io.devthread.realtime.messaging.Batch.SendKey;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.MessageId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Columns;
import io.devthread.realtime.platform.Postgres;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Table {@code gone_sends}: what there was a message of, for {@link #KEPT} after it is gone, so that a repeat is still
 * answered and sends nothing twice. The client's own id of it stands there as a digest only.
 */
final class GoneSends {
    static final Duration KEPT = Duration.ofDays(30);

    /** Read after the messages: what is gone by then stands here, because both change in one transaction. */
    static final String EARLIER = """
            SELECT k.sender_id, k.client_message_id, g.message_id, g.conversation_id, g.conversation_seq, g.sent_at
            FROM unnest($1::uuid[], $2::text[]) AS k(sender_id, client_message_id)
            JOIN gone_sends g ON g.sender_id = k.sender_id
                AND g.client_message_digest = sha256(convert_to(k.client_message_id, 'UTF8'))
            """;

    /** What was erased has left its row here, and has the message's own id in place of the client's. */
    static final String REMEMBER = """
            INSERT INTO gone_sends
                (sender_id, client_message_digest, message_id, conversation_id, conversation_seq, sent_at, gone_at)
            SELECT sender_id, sha256(convert_to(client_message_id, 'UTF8')), id, conversation_id, conversation_seq,
                   sent_at, $2
            FROM messages WHERE id = ANY($1::uuid[]) AND client_message_id <> id::text
            ON CONFLICT DO NOTHING
            """;

    static final String FORGET = """
            DELETE FROM gone_sends WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM gone_sends WHERE gone_at < $1 ORDER BY gone_at LIMIT $2 FOR UPDATE SKIP LOCKED))
            """;

    private GoneSends() {}

    static Map<SendKey, Message> messages(RowSet<Row> earlier) {
        Map<SendKey, Message> messages = new HashMap<>();
        for (Row row : earlier) {
            Message message = message(row);
            messages.put(new SendKey(message.senderId(), message.clientMessageId()), message);
        }
        return messages;
    }

    /** To be called before the messages are deleted or lose the client's id. */
    static void remember(SqlConnection connection, Collection<MessageId> messages, Instant now) {
        UUID[] ids = Columns.of(messages).ids(MessageId::value);
        await(connection.preparedQuery(REMEMBER).execute(Columns.tuple(ids, now.atOffset(ZoneOffset.UTC))));
    }

    /** @return how many of those that have been kept long enough are gone now */
    static int forget(Postgres postgres, Instant now, int limit) {
        return postgres.query(FORGET, now.minus(KEPT).atOffset(ZoneOffset.UTC), limit)
                .rowCount();
    }

    private static Message message(Row row) {
        return new Message(
                new MessageId(row.getUUID("message_id")),
                new ConversationId(row.getUUID("conversation_id")),
                row.getLong("conversation_seq"),
                new UserId(row.getUUID("sender_id")),
                "",
                row.getString("client_message_id"),
                row.getOffsetDateTime("sent_at").toInstant().toEpochMilli(),
                "sent",
                false,
                Optional.empty(),
                true);
    }
}
