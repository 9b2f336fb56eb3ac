package io.devthread.realtime.messaging;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.messaging.MessagingApi.ConversationUnread;
import io.devthread.realtime.messaging.MessagingApi.MarkMessagesRead;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;

/** What people have read: once per message, whatever their devices say at the same moment. */
final class Reads {
    static final int MAX_IDS = 100;

    private final ReadStore store;
    private final Conversations conversations;
    private final Consumer<List<DurableEvent>> delivery;
    private final Clock clock;

    /** @param delivery is told what has been committed; it neither waits nor throws */
    Reads(ReadStore store, Conversations conversations, Consumer<List<DurableEvent>> delivery, Clock clock) {
        this.store = store;
        this.conversations = conversations;
        this.delivery = delivery;
        this.clock = clock;
    }

    ConversationUnread markRead(MarkMessagesRead request) {
        if (request.messageIds().isEmpty() || request.messageIds().size() > MAX_IDS) {
            throw Refusal.invalid("message_ids", "must be a list of 1 to " + MAX_IDS + " ids");
        }
        request.conversationId()
                .ifPresent(conversation -> conversations.requireParticipant(request.userId(), conversation));
        ReadStore.Marked marked = store.markRead(request, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        delivery.accept(marked.events());
        return marked.unread();
    }
}
