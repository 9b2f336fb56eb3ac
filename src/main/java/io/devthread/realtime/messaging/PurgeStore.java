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
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Removes the oldest messages, a batch at a time. It waits for nobody: whatever a writer or another purge has locked is
 * left to the next batch. The row of a conversation is locked only where an unread message of it goes, for the moment
 * of one batch; for the others nothing is held that a sender needs. Who had not read a message is told that it is gone,
 * with what is unread now; of the others nobody is told.
 */
final class PurgeStore {
    static final String OLDEST = """
            SELECT id, conversation_id, read_at IS NULL AND deleted_at IS NULL AS unread FROM messages
            WHERE sent_at < $1 ORDER BY sent_at LIMIT $2
            """;

    static final String LOCK_FREE = """
            SELECT %s FROM conversations c WHERE c.id = ANY($1::uuid[]) ORDER BY c.id FOR UPDATE SKIP LOCKED
            """.formatted(LockedConversations.COLUMNS);

    /** Of the unread ones only those whose conversation is locked here. */
    static final String CLAIM = """
            SELECT %s, m.revision, m.read_at IS NULL AND m.deleted_at IS NULL AS unread
            FROM messages m JOIN conversations c ON c.id = m.conversation_id
            WHERE m.id = ANY($1::uuid[])
              AND (m.read_at IS NOT NULL OR m.deleted_at IS NOT NULL OR m.conversation_id = ANY($2::uuid[]))
            ORDER BY m.conversation_id, m.conversation_seq
            FOR UPDATE OF m SKIP LOCKED
            """.formatted(MessageStore.COLUMNS);

    /** Not locked: of those whose unread counts do not change. */
    static final String CONVERSATIONS =
            "SELECT %s FROM conversations c WHERE c.id = ANY($1::uuid[])".formatted(LockedConversations.COLUMNS);

    private static final String DELETE = "DELETE FROM messages WHERE id = ANY($1::uuid[])";

    private final Postgres postgres;
    private final Contents contents;
    private final StoredBodies bodies;
    private final RevisionEvents events;

    /**
     * @param found how many there were to purge, in the way or not
     * @param events in the outbox since COMMIT, and to be delivered after the redactions
     */
    record Purged(int found, int removed, List<Redactions.Pending> redactions, List<DurableEvent> events) {
        static final Purged NOTHING = new Purged(0, 0, List.of(), List.of());
    }

    private record Oldest(UUID message, UUID conversation, boolean unread) {}

    private record Claimed(Row row, Message sent, boolean unread) {}

    PurgeStore(Postgres postgres, Contents contents, StoredBodies bodies, RevisionEvents events) {
        this.postgres = postgres;
        this.contents = contents;
        this.bodies = bodies;
        this.events = events;
    }

    /** @param sentBefore what is older goes */
    Purged purge(Instant sentBefore, int limit, Instant now) {
        return postgres.inTransaction(connection -> {
            List<Oldest> oldest = oldest(connection, sentBefore, limit);
            if (oldest.isEmpty()) {
                return Purged.NOTHING;
            }
            Changes locked = new Changes(lock(connection, oldest), bodies);
            List<Claimed> claimed = claim(connection, oldest, locked);
            remove(connection, claimed, now);
            List<RevisedMessage> gone = gone(claimed, locked, unlocked(connection, claimed, locked), now);
            List<Redactions.Pending> redactions = Redactions.insert(connection, bodies, events.redactions(gone, now));
            await(locked.write(connection));
            return new Purged(oldest.size(), claimed.size(), redactions, locked.events());
        });
    }

    int forgetSends(Instant now, int limit) {
        return GoneSends.forget(postgres, now, limit);
    }

    private static List<Oldest> oldest(SqlConnection connection, Instant sentBefore, int limit) {
        List<Oldest> oldest = new ArrayList<>();
        for (Row row : await(
                connection.preparedQuery(OLDEST).execute(Columns.tuple(sentBefore.atOffset(ZoneOffset.UTC), limit)))) {
            oldest.add(new Oldest(row.getUUID("id"), row.getUUID("conversation_id"), row.getBoolean("unread")));
        }
        return oldest;
    }

    private static Map<ConversationId, LockedConversation> lock(SqlConnection connection, List<Oldest> oldest) {
        UUID[] ids = oldest.stream()
                .filter(Oldest::unread)
                .map(Oldest::conversation)
                .distinct()
                .toArray(UUID[]::new);
        return LockedConversations.of(await(connection.preparedQuery(LOCK_FREE).execute(Columns.tuple((Object) ids))));
    }

    private List<Claimed> claim(SqlConnection connection, List<Oldest> oldest, Changes locked) {
        UUID[] ids = Columns.of(oldest).ids(Oldest::message);
        UUID[] conversations =
                Columns.of(locked.all()).ids(conversation -> conversation.id().value());
        List<Claimed> claimed = new ArrayList<>();
        for (Row row : await(connection.preparedQuery(CLAIM).execute(Columns.tuple(ids, conversations)))) {
            Message sent = MessageStore.message(row, new UserId(row.getUUID("sender_id")), contents);
            claimed.add(new Claimed(row, sent, row.getBoolean("unread")));
        }
        return claimed;
    }

    private static void remove(SqlConnection connection, List<Claimed> claimed, Instant now) {
        List<MessageId> ids = claimed.stream().map(one -> one.sent().id()).toList();
        GoneSends.remember(connection, ids, now);
        await(connection.preparedQuery(DELETE).execute(Columns.tuple((Object)
                Columns.of(ids).ids(MessageId::value))));
    }

    private static Map<ConversationId, LockedConversation> unlocked(
            SqlConnection connection, List<Claimed> claimed, Changes locked) {
        UUID[] ids = claimed.stream()
                .map(one -> one.sent().conversationId())
                .filter(id -> !locked.has(id))
                .map(ConversationId::value)
                .distinct()
                .toArray(UUID[]::new);
        return LockedConversations.of(
                await(connection.preparedQuery(CONVERSATIONS).execute(Columns.tuple((Object) ids))));
    }

    /** A log may still hold a message of long ago, where its people hear little: so all are redacted. */
    private List<RevisedMessage> gone(
            List<Claimed> claimed, Changes locked, Map<ConversationId, LockedConversation> unlocked, Instant now) {
        List<RevisedMessage> gone = new ArrayList<>();
        for (Claimed one : claimed) {
            ConversationId id = one.sent().conversationId();
            if (one.unread()) {
                locked.put(locked.of(id).withoutUnreadOf(one.sent().senderId()));
            }
            RevisedMessage revised = gone(one, locked.has(id) ? locked.of(id) : unlocked.get(id));
            if (one.unread()) {
                RevisionEvents.tell(locked, revised, revised.recipient(), now);
            }
            gone.add(revised);
        }
        return gone;
    }

    private RevisedMessage gone(Claimed claimed, LockedConversation conversation) {
        Message sent = claimed.sent();
        UserId recipient = conversation.partnerOf(sent.senderId()).user();
        return new RevisedMessage(
                Revisions.erased(sent),
                Revisions.erased(MessageStore.message(claimed.row(), recipient, contents)),
                sent.deleted(),
                claimed.row().getLong("revision") + 1,
                conversation);
    }
}
