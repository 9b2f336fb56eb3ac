package io.devthread.realtime.messaging;

import io.devthread.realtime.messaging.ArrivalStore.Told;
import io.devthread.realtime.messaging.MessagingApi.MessageDelivered;
import io.devthread.realtime.messaging.MessagingApi.MessagesRead;
import io.devthread.realtime.messaging.MessagingApi.ReadReceipt;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.MessageId;
import io.devthread.realtime.model.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What people are told of the state of messages. */
final class ReceiptEvents {
    /** Ids in one event, so that none is larger than a client takes: a week offline may be thousands of messages. */
    static final int MAX_IDS = 1_000;

    private ReceiptEvents() {}

    /** {@code message/message_delivered}, to the sender. */
    static void delivered(Changes changes, Told told, List<MessageId> messages, Instant now) {
        for (int from = 0; from < messages.size(); from += MAX_IDS) {
            List<MessageId> part = messages.subList(from, Math.min(from + MAX_IDS, messages.size()));
            MessageDelivered data = new MessageDelivered(told.conversation(), List.copyOf(part), now);
            changes.tell(told.conversation(), told.sender(), "message_delivered", data, now);
        }
    }

    /** {@code message/read_receipt}, to the sender. */
    static void readReceipt(Changes changes, Told told, List<MessageId> messages, UserId reader, Instant now) {
        ReadReceipt data = new ReadReceipt(told.conversation(), messages, reader, now);
        changes.tell(told.conversation(), told.sender(), "read_receipt", data, now);
    }

    /** {@code message/messages_read}, to the reader, with what is unread now. */
    static void messagesRead(Changes changes, ConversationId id, UserId reader, List<MessageId> messages, Instant now) {
        long unread = changes.of(id).of(reader).unread();
        MessagesRead data = new MessagesRead(messages, Map.of(id.toString(), unread));
        changes.tell(id, reader, "messages_read", data, now);
    }
}
