package io.devthread.realtime.messaging;

import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import java.time.Instant;

/** A conversation as it is while its row is locked: nobody else can number a message, change a counter or tell of it. */
record LockedConversation(ConversationId id, Side a, Side b, long lastSeq, Instant updatedAt) {

    /**
     * What stands on the row for one of the two.
     *
     * @param delivered the {@code conversation_seq} up to which the user's devices have everything
     * @param told how many durable events about the conversation the user has been sent: the place of the last one
     */
    record Side(UserId user, long unread, long delivered, long told) {
        Side withoutUnread(long messages) {
            return new Side(user, unread - messages, delivered, told);
        }

        Side withDelivered(long seq) {
            return new Side(user, unread, seq, told);
        }

        Side withNextEvent() {
            return new Side(user, unread, delivered, told + 1);
        }

        private Side withOneMore() {
            return new Side(user, unread + 1, delivered, told);
        }
    }

    /** Without a message of {@code sender} that the other one had not read. */
    LockedConversation withoutUnreadOf(UserId sender) {
        return with(partnerOf(sender).withoutUnread(1));
    }

    boolean has(UserId user) {
        return user.equals(a.user()) || user.equals(b.user());
    }

    Side of(UserId user) {
        return user.equals(a.user()) ? a : b;
    }

    Side partnerOf(UserId user) {
        return user.equals(a.user()) ? b : a;
    }

    LockedConversation with(Side changed) {
        boolean isA = changed.user().equals(a.user());
        return new LockedConversation(id, isA ? changed : a, isA ? b : changed, lastSeq, updatedAt);
    }

    /**
     * With one more message of {@code sender}, of which both are told. A sender who had everything has everything
     * still. Time never goes back within a conversation, even if the clocks of two processes differ.
     */
    LockedConversation afterMessageOf(UserId sender, Instant now) {
        Side own = of(sender);
        Side sending = own.delivered() == lastSeq ? own.withDelivered(lastSeq + 1) : own;
        Side receiving = partnerOf(sender).withOneMore();
        Instant sentAt = now.isBefore(updatedAt) ? updatedAt : now;
        return new LockedConversation(id, a, b, lastSeq + 1, sentAt)
                .with(sending.withNextEvent())
                .with(receiving.withNextEvent());
    }
}
