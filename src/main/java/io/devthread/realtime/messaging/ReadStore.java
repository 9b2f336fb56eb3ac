package io.devthread.realtime.messaging;

import static io.devthread.realtime.platform.Postgres.await;

import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.delivery.StoredBodies;
import io.devthread.realtime.messaging.ArrivalStore.Told;
import io.devthread.realtime.messaging.LockedConversation.Side;
import io.devthread.realtime.messaging.MessagingApi.ConversationUnread;
import io.devthread.realtime.messaging.MessagingApi.MarkMessagesRead;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.MessageId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Columns;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.Postgres.Writes;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Marks messages read in one transaction with the counters and the receipts that follow, under the conversations' locks. */
final class ReadStore {
    /**
     * Those of the given messages' conversations that the reader takes part in. $3: that one only, or null. By {@code IS
     * TRUE} they are found by the messages, never by the reader, who may have very many.
     */
    static final String LOCK = """
            SELECT %s FROM conversations c
            WHERE c.id = ANY(ARRAY(SELECT conversation_id FROM messages WHERE id = ANY($1::uuid[])))
              AND (c.user_a = $2 OR c.user_b = $2) IS TRUE AND ($3::uuid IS NULL OR c.id = $3)
            ORDER BY c.id FOR UPDATE
            """.formatted(LockedConversations.COLUMNS);

    /**
     * After the lock, in a statement of its own: it sees what the lock's former holder has read, and the settings of
     * this moment. A deleted message is not read any more: deleting it took it from the unread ones.
     */
    static final String MARK = """
            UPDATE messages m
            SET read_at = $4, read_revealed = shares_receipts(m.sender_id, $3) AND NOT is_blocked(m.sender_id, $3)
            WHERE m.id = ANY($1::uuid[]) AND m.conversation_id = ANY($2::uuid[]) AND m.sender_id <> $3
              AND m.read_at IS NULL AND m.deleted_at IS NULL
            RETURNING m.id, m.conversation_id, m.conversation_seq, m.read_revealed,
                NOT is_blocked(m.sender_id, $3) AS passes
            """;

    private final Postgres postgres;
    private final StoredBodies bodies;

    /** @param events in the outbox since COMMIT, and to be delivered now */
    record Marked(ConversationUnread unread, List<DurableEvent> events) {}

    private record ReadMessage(MessageId id, ConversationId conversation, long seq, boolean revealed, boolean passes) {}

    ReadStore(Postgres postgres, StoredBodies bodies) {
        this.postgres = postgres;
        this.bodies = bodies;
    }

    Marked markRead(MarkMessagesRead request, Instant now) {
        UserId reader = request.userId();
        UUID[] ids = Columns.of(request.messageIds()).ids(MessageId::value);
        return postgres.inPipelinedTransaction(connection -> {
            Changes changes = new Changes(
                    LockedConversations.of(await(connection
                            .preparedQuery(LOCK)
                            .execute(Columns.tuple(
                                    ids,
                                    reader.value(),
                                    request.conversationId()
                                            .map(ConversationId::value)
                                            .orElse(null))))),
                    bodies);
            mark(connection, ids, changes, reader, now).forEach((id, read) -> count(changes, id, read, reader, now));
            return new Writes<>(new Marked(unread(changes, reader), changes.events()), changes.write(connection));
        });
    }

    /** What was not read before, by conversation, in conversation order. */
    private static Map<ConversationId, List<ReadMessage>> mark(
            SqlConnection connection, UUID[] ids, Changes changes, UserId reader, Instant now) {
        UUID[] conversations =
                Columns.of(changes.all()).ids(conversation -> conversation.id().value());
        RowSet<Row> rows = await(connection
                .preparedQuery(MARK)
                .execute(Columns.tuple(ids, conversations, reader.value(), now.atOffset(ZoneOffset.UTC))));
        return StreamSupport.stream(rows.spliterator(), false)
                .map(ReadStore::read)
                .sorted(Comparator.comparingLong(ReadMessage::seq))
                .collect(Collectors.groupingBy(ReadMessage::conversation, TreeMap::new, Collectors.toList()));
    }

    private static void count(Changes changes, ConversationId id, List<ReadMessage> read, UserId reader, Instant now) {
        LockedConversation before = changes.of(id);
        Side side = before.of(reader);
        changes.put(before.with(side.withoutUnread(read.size())));
        ReceiptEvents.messagesRead(changes, id, reader, ids(read), now);
        tellSender(changes, new Told(id, before.partnerOf(reader).user()), read, side, now);
    }

    /** Of what may not be revealed the sender learns that it was delivered, unless that is known or blocked. */
    private static void tellSender(Changes changes, Told told, List<ReadMessage> read, Side reader, Instant now) {
        List<ReadMessage> revealed = read.stream().filter(ReadMessage::revealed).toList();
        List<ReadMessage> arrived = read.stream()
                .filter(message -> !message.revealed() && message.passes() && message.seq() > reader.delivered())
                .toList();
        if (!arrived.isEmpty()) {
            ReceiptEvents.delivered(changes, told, ids(arrived), now);
        }
        if (!revealed.isEmpty()) {
            ReceiptEvents.readReceipt(changes, told, ids(revealed), reader.user(), now);
        }
    }

    private static ConversationUnread unread(Changes changes, UserId reader) {
        return new ConversationUnread(changes.all().stream()
                .collect(Collectors.toMap(
                        conversation -> conversation.id().toString(),
                        conversation -> conversation.of(reader).unread())));
    }

    private static List<MessageId> ids(List<ReadMessage> messages) {
        return messages.stream().map(ReadMessage::id).toList();
    }

    private static ReadMessage read(Row row) {
        return new ReadMessage(
                new MessageId(row.getUUID("id")),
                new ConversationId(row.getUUID("conversation_id")),
                row.getLong("conversation_seq"),
                row.getBoolean("read_revealed"),
                row.getBoolean("passes"));
    }
}
