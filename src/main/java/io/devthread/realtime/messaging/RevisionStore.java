package io.devthread.realtime.messaging;

import static io.devthread.realtime.platform.Postgres.await;

import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.delivery.Redactions;
import io.devthread.realtime.delivery.StoredBodies;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.MessageId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Columns;
import io.devthread.realtime.platform.Postgres;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;

/**
 * Changes messages that were sent: each transaction locks their conversations, in id order as a send does, reads the
 * messages as they are under that lock, changes them, and writes what there is to tell and to redact.
 */
final class RevisionStore {
    static final String CONVERSATIONS_OF =
            "SELECT DISTINCT conversation_id FROM messages WHERE id = ANY($1::uuid[]) AND sender_id = $2";

    /**
     * In the order of the conversations, so that events of one follow each other. Locked, because a purge removes
     * messages without the lock of their conversation: it is never waited for by one that waits itself.
     */
    static final String OWN = """
            SELECT %s, m.revision, m.read_at IS NULL AND m.deleted_at IS NULL AS unread,
                   is_blocked(c.user_a, c.user_b) AS blocked
            FROM messages m JOIN conversations c ON c.id = m.conversation_id
            WHERE m.id = ANY($1::uuid[]) AND m.sender_id = $2
            ORDER BY m.conversation_id, m.conversation_seq
            FOR UPDATE OF m
            """.formatted(MessageStore.COLUMNS);

    private static final String EDIT = """
            UPDATE messages SET content = $2, content_cipher = $3, edited_at = $4, revision = revision + 1 WHERE id = $1
            """;

    private static final String DELETE = """
            UPDATE messages SET content = '', content_cipher = NULL, deleted_at = $2, revision = revision + 1
            WHERE id = ANY($1::uuid[])
            """;

    /** What has been erased has the message's own id in place of the client's, and may be found again further on. */
    static final String SENT = """
            SELECT id, client_message_id, client_message_id = id::text AS erased
            FROM messages WHERE sender_id = $1 AND client_message_id > $2
            ORDER BY client_message_id LIMIT $3
            """;

    private static final String ERASE = """
            UPDATE messages
            SET content = '', content_cipher = NULL, deleted_at = coalesce(deleted_at, $2), client_message_id = id::text,
                revision = revision + 1
            WHERE id = ANY($1::uuid[])
            """;

    private final Postgres postgres;
    private final Contents contents;
    private final StoredBodies bodies;
    private final RevisionEvents events;

    /**
     * @param sent as its sender sees it
     * @param received as the other one sees it
     * @param unread by the recipient
     * @param blocked whether one of the two has blocked the other
     */
    record OwnMessage(Message sent, Message received, long revision, boolean unread, boolean blocked) {}

    /** @param events in the outbox since COMMIT, and to be delivered after the redactions */
    record Written(List<Message> messages, List<Redactions.Pending> redactions, List<DurableEvent> events) {}

    record Sent(MessageId id, String clientMessageId, boolean erased) {}

    RevisionStore(Postgres postgres, Contents contents, StoredBodies bodies, RevisionEvents events) {
        this.postgres = postgres;
        this.contents = contents;
        this.bodies = bodies;
        this.events = events;
    }

    /** @param revise is told what there is and says what to write, with {@link Revision#edit} or another of its methods */
    Written revise(UserId sender, Collection<MessageId> ids, Function<Revision, Written> revise) {
        return postgres.inTransaction(connection -> revise.apply(find(connection, sender, ids)));
    }

    /** One open transaction. */
    final class Revision {
        private final SqlConnection connection;
        private final Changes changes;
        private final List<OwnMessage> messages;

        private Revision(SqlConnection connection, Changes changes, List<OwnMessage> messages) {
            this.connection = connection;
            this.changes = changes;
            this.messages = messages;
        }

        List<OwnMessage> messages() {
            return messages;
        }

        Written edit(OwnMessage own, String content, Instant at) {
            UnaryOperator<Message> edited = message -> Revisions.edited(message, content, at);
            Contents.Stored stored = contents.stored(own.sent().id(), content);
            await(connection
                    .preparedQuery(EDIT)
                    .execute(Columns.tuple(
                            own.sent().id().value(), stored.plain(), stored.encrypted(), at.atOffset(ZoneOffset.UTC))));
            return written(List.of(revised(own, edited)), at);
        }

        /** For everyone; none of them has been deleted before. */
        Written delete(List<OwnMessage> deleted, Instant at) {
            write(DELETE, deleted, at);
            return written(removed(deleted, Revisions::deleted), at);
        }

        /** All that there are, deleted ones too; of those that were, nobody is told. */
        Written erase(Instant at) {
            GoneSends.remember(
                    connection, messages.stream().map(own -> own.sent().id()).toList(), at);
            write(ERASE, messages, at);
            return written(removed(messages, Revisions::erased), at);
        }

        private void write(String sql, List<OwnMessage> messages, Instant at) {
            UUID[] ids = Columns.of(messages).ids(own -> own.sent().id().value());
            await(connection.preparedQuery(sql).execute(Columns.tuple(ids, at.atOffset(ZoneOffset.UTC))));
        }

        /** One after the other, so that each is told with the unread counts of its moment. */
        private List<RevisedMessage> removed(List<OwnMessage> messages, UnaryOperator<Message> removed) {
            List<RevisedMessage> revised = new ArrayList<>();
            for (OwnMessage own : messages) {
                if (own.unread()) {
                    changes.put(conversationOf(own).withoutUnreadOf(own.sent().senderId()));
                }
                revised.add(revised(own, removed));
            }
            return revised;
        }

        private RevisedMessage revised(OwnMessage own, UnaryOperator<Message> change) {
            return new RevisedMessage(
                    change.apply(own.sent()),
                    change.apply(own.received()),
                    own.sent().deleted(),
                    own.revision() + 1,
                    conversationOf(own));
        }

        private LockedConversation conversationOf(OwnMessage own) {
            return changes.of(own.sent().conversationId());
        }

        private Written written(List<RevisedMessage> revised, Instant at) {
            revised.stream().filter(one -> !one.wasDeleted()).forEach(one -> one.views()
                    .forEach(view -> RevisionEvents.tell(changes, one, view, at)));
            List<Redactions.Pending> redactions = Redactions.insert(connection, bodies, events.redactions(revised, at));
            await(changes.write(connection));
            return new Written(revised.stream().map(RevisedMessage::sent).toList(), redactions, changes.events());
        }
    }

    /** In the order of the ids that clients chose, those after one of them; the empty one comes before all. */
    List<Sent> sent(UserId sender, String after, int limit) {
        return StreamSupport.stream(
                        postgres.query(SENT, sender.value(), after, limit).spliterator(), false)
                .map(row -> new Sent(
                        new MessageId(row.getUUID("id")), row.getString("client_message_id"), row.getBoolean("erased")))
                .toList();
    }

    /** Whether what a log still says of a user's messages waits to be replaced. */
    boolean isRedacting(UserId sender) {
        return Redactions.isPending(postgres, sender);
    }

    private Revision find(SqlConnection connection, UserId sender, Collection<MessageId> ids) {
        UUID[] messages = Columns.of(ids).ids(MessageId::value);
        List<ConversationId> conversations = new ArrayList<>();
        for (Row row :
                await(connection.preparedQuery(CONVERSATIONS_OF).execute(Columns.tuple(messages, sender.value())))) {
            conversations.add(new ConversationId(row.getUUID("conversation_id")));
        }
        Map<ConversationId, LockedConversation> locked =
                LockedConversations.of(await(LockedConversations.lock(connection, conversations)));
        RowSet<Row> rows = await(connection.preparedQuery(OWN).execute(Columns.tuple(messages, sender.value())));
        List<OwnMessage> own = StreamSupport.stream(rows.spliterator(), false)
                .map(row -> own(row, locked))
                .toList();
        return new Revision(connection, new Changes(locked, bodies), own);
    }

    private OwnMessage own(Row row, Map<ConversationId, LockedConversation> locked) {
        UserId sender = new UserId(row.getUUID("sender_id"));
        UserId partner = locked.get(new ConversationId(row.getUUID("conversation_id")))
                .partnerOf(sender)
                .user();
        return new OwnMessage(
                MessageStore.message(row, sender, contents),
                MessageStore.message(row, partner, contents),
                row.getLong("revision"),
                row.getBoolean("unread"),
                row.getBoolean("blocked"));
    }
}
