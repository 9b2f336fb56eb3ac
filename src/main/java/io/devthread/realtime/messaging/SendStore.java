package io.devthread.realtime.messaging;

import static io.devthread.realtime.platform.Postgres.await;

import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.delivery.Outbox;
import io.devthread.realtime.delivery.StoredBodies;
import io.devthread.realtime.messaging.Batch.Addressed;
import io.devthread.realtime.messaging.Batch.Known;
import io.devthread.realtime.messaging.Batch.NumberedMessage;
import io.devthread.realtime.messaging.Batch.Outcome;
import io.devthread.realtime.messaging.Batch.SendKey;
import io.devthread.realtime.messaging.Contents.Stored;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.MessagingApi.SendResult;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Columns;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.Postgres.Writes;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes a batch of sends in one transaction: lock the conversations, look for repeats and blocks, decide, insert,
 * commit.
 *
 * <p>The lock is a statement of its own, and what is looked for comes after it: in READ COMMITTED each statement sees
 * what was committed before it began, so these see all that the former holders of the locks wrote, and every block that
 * was committed while the lock was waited for. All of them travel in one pipeline with the BEGIN, and the three writes
 * with the COMMIT: two round trips in all.
 */
final class SendStore {
    /** Who of two participants has blocked the other. */
    static final String BLOCKERS = """
            SELECT c.id, b.user_id FROM conversations c
            JOIN blocks b ON b.user_id = c.user_a AND b.blocked_id = c.user_b WHERE c.id = ANY($1::uuid[])
            UNION ALL
            SELECT c.id, b.user_id FROM conversations c
            JOIN blocks b ON b.user_id = c.user_b AND b.blocked_id = c.user_a WHERE c.id = ANY($1::uuid[])
            """;

    static final String EARLIER = """
            SELECT %s FROM unnest($1::uuid[], $2::text[]) AS k(sender_id, client_message_id)
            JOIN messages m ON m.sender_id = k.sender_id AND m.client_message_id = k.client_message_id
            JOIN conversations c ON c.id = m.conversation_id
            """.formatted(MessageStore.COLUMNS);

    /**
     * Sorted by the unique key: if two processes insert the same keys at once (one sender, two conversations, so no
     * common lock), one waits for the other instead of each for each.
     */
    private static final String INSERT = """
            INSERT INTO messages
                (id, conversation_id, conversation_seq, sender_id, client_message_id, content, content_cipher, sent_at)
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[], $5::text[], $6::text[], $7::bytea[],
                                 $8::timestamptz[])
                AS n(id, conversation_id, conversation_seq, sender_id, client_message_id, content, content_cipher, sent_at)
            ORDER BY sender_id, client_message_id
            """;

    private final Postgres postgres;
    private final Contents contents;
    private final StoredBodies bodies;
    private final Clock clock;

    /** @param events in the outbox since COMMIT, and to be delivered now */
    record Written(List<SendResult> results, List<DurableEvent> events) {}

    SendStore(Postgres postgres, Contents contents, StoredBodies bodies, Clock clock) {
        this.postgres = postgres;
        this.contents = contents;
        this.bodies = bodies;
        this.clock = clock;
    }

    /** Returns after COMMIT; the results are in the order of {@code sends}. */
    Written write(List<Addressed> sends) {
        return postgres.inPipelinedTransaction(connection -> {
            Outcome outcome = decide(connection, sends);
            List<DurableEvent> events = NewMessageEvents.of(outcome.messages());
            Future<?> inserted = events.isEmpty() ? Future.succeededFuture() : insert(connection, outcome, events);
            return new Writes<>(new Written(outcome.results(), events), inserted);
        });
    }

    private Outcome decide(SqlConnection connection, List<Addressed> sends) {
        Set<ConversationId> conversations = conversations(sends);
        Future<RowSet<Row>> lock = LockedConversations.lock(connection, conversations);
        Future<RowSet<Row>> blocks = connection.preparedQuery(BLOCKERS).execute(Columns.tuple((Object)
                Columns.of(conversations).ids(ConversationId::value)));
        Future<RowSet<Row>> repeats = connection.preparedQuery(EARLIER).execute(keys(sends));
        Future<RowSet<Row>> gone = connection.preparedQuery(GoneSends.EARLIER).execute(keys(sends));
        Map<ConversationId, LockedConversation> locked = LockedConversations.of(await(lock));
        Map<ConversationId, Set<UserId>> blockers = blockers(await(blocks));
        Map<SendKey, Message> earlier = earlier(await(repeats));
        GoneSends.messages(await(gone)).forEach(earlier::putIfAbsent);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return Batch.decide(sends, locked, new Known(earlier, blockers), Ids::next, now);
    }

    private Future<?> insert(SqlConnection connection, Outcome outcome, List<DurableEvent> events) {
        Future<RowSet<Row>> messages = connection.preparedQuery(INSERT).execute(rows(outcome.messages()));
        Future<RowSet<Row>> counters = LockedConversations.update(connection, outcome.conversations());
        Future<Void> outbox =
                Outbox.insert(connection, events.stream().map(bodies::stored).toList());
        return Future.all(messages, counters, outbox);
    }

    private static Set<ConversationId> conversations(List<Addressed> sends) {
        return sends.stream().map(Addressed::conversation).collect(Collectors.toSet());
    }

    private static Tuple keys(List<Addressed> sends) {
        Columns<SendKey> keys =
                Columns.of(sends.stream().map(send -> SendKey.of(send.send())).collect(Collectors.toSet()));
        return Columns.tuple(
                keys.ids(key -> key.sender().value()), keys.column(String[]::new, SendKey::clientMessageId));
    }

    private static Map<ConversationId, Set<UserId>> blockers(RowSet<Row> rows) {
        Map<ConversationId, Set<UserId>> blockers = new HashMap<>();
        for (Row row : rows) {
            blockers.computeIfAbsent(new ConversationId(row.getUUID("id")), first -> new HashSet<>())
                    .add(new UserId(row.getUUID("user_id")));
        }
        return blockers;
    }

    private Map<SendKey, Message> earlier(RowSet<Row> rows) {
        Map<SendKey, Message> earlier = new HashMap<>();
        for (Row row : rows) {
            Message message = MessageStore.message(row, new UserId(row.getUUID("sender_id")), contents);
            earlier.put(new SendKey(message.senderId(), message.clientMessageId()), message);
        }
        return earlier;
    }

    private Tuple rows(List<NumberedMessage> numbered) {
        Columns<Message> messages =
                Columns.of(numbered.stream().map(NumberedMessage::message).toList());
        Columns<Stored> contents = Columns.of(numbered.stream()
                .map(NumberedMessage::message)
                .map(this.contents::stored)
                .toList());
        return Columns.tuple(
                messages.ids(message -> message.id().value()),
                messages.ids(message -> message.conversationId().value()),
                messages.column(Long[]::new, Message::conversationSeq),
                messages.ids(message -> message.senderId().value()),
                messages.column(String[]::new, Message::clientMessageId),
                contents.column(String[]::new, Stored::plain),
                contents.column(Buffer[]::new, Stored::encrypted),
                messages.column(OffsetDateTime[]::new, message -> time(Instant.ofEpochMilli(message.timestamp()))));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
