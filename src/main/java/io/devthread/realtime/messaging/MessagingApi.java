package io.devthread.realtime.messaging;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.devthread.realtime.bus.Address;
import io.devthread.realtime.bus.ErrorBody;
import io.devthread.realtime.bus.InTraces;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Export;
import io.devthread.realtime.model.MessageId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What others may ask of messaging. Every request names the user on whose behalf it comes; messaging checks the rest. */
public final class MessagingApi {
    private MessagingApi() {}

    /** Answered after COMMIT; results in the order of the sends, each for itself. Sends to one conversation keep their order. */
    public static final Address<SendBatch, SendResults> SEND =
            new Address<>("devthread.messaging.send", SendBatch.class, SendResults.class);

    public static final Address<OpenConversation, Opened> OPEN =
            new Address<>("devthread.messaging.open", OpenConversation.class, Opened.class);

    public static final Address<ListConversations, ConversationPage> CONVERSATIONS =
            new Address<>("devthread.messaging.conversations", ListConversations.class, ConversationPage.class);

    /** For operators: what became of a message. Never its content. */
    public static final Address<TraceMessage, MessageTrace> TRACE =
            new Address<>("devthread.messaging.trace", TraceMessage.class, MessageTrace.class);

    public static final Address<History, MessagePage> HISTORY =
            new Address<>("devthread.messaging.history", History.class, MessagePage.class);

    /** Who takes part: {@code forbidden} for who does not, in one of them, and for what does not exist. */
    public static final Address<Participation, Participants> PARTICIPANTS =
            new Address<>("devthread.messaging.participants", Participation.class, Participants.class);

    /** Own messages only, {@code forbidden} otherwise; {@code not_found} for a deleted one. Both participants are told. */
    public static final Address<Edit, Message> EDIT =
            new Address<>("devthread.messaging.edit", Edit.class, Message.class);

    /** For everyone. Own messages only, {@code forbidden} otherwise; again, it gives the same answer and tells nobody. */
    public static final Address<Delete, Message> DELETE =
            new Address<>("devthread.messaging.delete", Delete.class, Message.class);

    /** Idempotent; own messages, those of others and unknown ones are passed over. */
    public static final Address<MarkMessagesRead, ConversationUnread> READ =
            new Address<>("devthread.messaging.read", MarkMessagesRead.class, ConversationUnread.class);

    /** What devices have confirmed: their users' messages up to there count as delivered. May come twice and late. */
    public static final Address<Acknowledgements, Noted> ACKNOWLEDGED =
            new Address<>("devthread.messaging.acknowledged", Acknowledgements.class, Noted.class);

    /** The conversations of a user with all their messages, as that user sees them. */
    public static final Address<Export.Ask, Export.Page> EXPORT =
            new Address<>("devthread.messaging.export", Export.Ask.class, Export.Page.class);

    /** Makes a batch of a user's own messages deleted ones, for everyone. */
    public static final Address<Export.Erase, Export.Erased> ERASE =
            new Address<>("devthread.messaging.erase", Export.Erase.class, Export.Erased.class);

    public record SendBatch(List<Send> sends) implements InTraces {
        @Override
        public List<String> traceparents() {
            return sends.stream().flatMap(send -> send.traceparent().stream()).toList();
        }
    }

    public record Edit(UserId userId, MessageId messageId, String content) {}

    public record Delete(UserId userId, MessageId messageId) {}

    /** @param conversationId where present, messages of other conversations are passed over too */
    public record MarkMessagesRead(
            UserId userId, List<MessageId> messageIds, Optional<ConversationId> conversationId) {}

    /** Of every conversation that one of the messages is in: what the user has not read there. */
    public record ConversationUnread(Map<String, Long> conversationUnread) {}

    public record Acknowledgements(List<Acknowledgement> items) {}

    /** A device of the user has everything up to this position of its event log. */
    public record Acknowledgement(UserId userId, Position position) {}

    public record Noted() {}

    /**
     * Exactly one of {@code conversationId} and {@code recipientId} is present.
     *
     * @param traceparent of the command, where that is traced: many of them travel in one request
     */
    public record Send(
            UserId senderId,
            Optional<ConversationId> conversationId,
            Optional<UserId> recipientId,
            String content,
            String clientMessageId,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> traceparent) {
        /** Of no traced command. */
        public Send(
                UserId senderId,
                Optional<ConversationId> conversationId,
                Optional<UserId> recipientId,
                String content,
                String clientMessageId) {
            this(senderId, conversationId, recipientId, content, clientMessageId, Optional.empty());
        }

        /** The same, in that trace from here on. */
        public Send within(Optional<String> trace) {
            return trace.equals(traceparent)
                    ? this
                    : new Send(senderId, conversationId, recipientId, content, clientMessageId, trace);
        }
    }

    public record SendResults(List<SendResult> results) {}

    /** Exactly one of the two is present. {@code repeated}: it had been sent before, this is the first answer again. */
    public record SendResult(Optional<Message> message, Optional<ErrorBody> error, boolean repeated) {}

    public record OpenConversation(UserId userId, UserId participantId) {}

    /** @param created false when the conversation was there already */
    public record Opened(Conversation conversation, boolean created) {}

    /** @param cursor the {@code next} of the page before; empty for the first page */
    public record ListConversations(UserId userId, int limit, Optional<String> cursor) {}

    public record ConversationPage(List<Conversation> items, Optional<String> next) {}

    /** Newest first. {@code afterSeq} gives those right after it (still newest first); at most one of the two is present. */
    public record History(
            UserId userId,
            ConversationId conversationId,
            Optional<Long> beforeSeq,
            Optional<Long> afterSeq,
            int limit,
            Optional<String> cursor) {}

    public record MessagePage(List<Message> items, Optional<String> next) {}

    /** @param further ones that are asked for at once; a process of the version before passes them over */
    public record Participation(
            UserId userId,
            ConversationId conversationId,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<List<ConversationId>> further) {
        public Participation(UserId userId, ConversationId conversationId) {
            this(userId, conversationId, Optional.empty());
        }
    }

    /** @param further in their order; absent where none were asked for, or were passed over */
    public record Participants(
            List<UserId> users,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<List<List<UserId>>> further) {
        public Participants(List<UserId> users) {
            this(users, Optional.empty());
        }
    }

    /** As contract section 4 has it. */
    public record Message(
            MessageId id,
            ConversationId conversationId,
            long conversationSeq,
            UserId senderId,
            String content,
            String clientMessageId,
            long timestamp,
            String status,
            boolean read,
            Optional<Instant> editedAt,
            boolean deleted) {}

    public record Participant(UserId id, String username) {}

    public record Conversation(
            ConversationId id,
            List<Participant> participants,
            Optional<Message> lastMessage,
            long unreadCount,
            Instant updatedAt) {}

    /** The data of {@code message/new_message}. */
    public record NewMessage(Message message, long unreadCount) {}

    /** The data of {@code message/message_edited}. */
    public record MessageEdited(Message message) {}

    /** The data of {@code message/message_deleted}: it may have been an unread one. */
    public record MessageDeleted(Message message, long unreadCount) {}

    /** The data of {@code message/message_delivered}, to the sender. */
    public record MessageDelivered(ConversationId conversationId, List<MessageId> messageIds, Instant deliveredAt) {}

    /** The data of {@code message/read_receipt}, to the sender. */
    public record ReadReceipt(
            ConversationId conversationId, List<MessageId> messageIds, UserId readerId, Instant readAt) {}

    /** The data of {@code message/messages_read}, to the reader's devices. */
    public record MessagesRead(List<MessageId> messageIds, Map<String, Long> conversationUnread) {}

    public record TraceMessage(UUID id) {}

    /** @param message empty when there is none with this id */
    public record MessageTrace(Optional<TracedMessage> message) {}

    /**
     * @param event the id of the {@code new_message} frames, the same for both
     * @param delivered a device of the recipient has confirmed it
     * @param readAt whatever the sender may know of it
     * @param readShown whether the sender is shown that now; a process of the version before does not say
     * @param editedAt the last time
     * @param blocked one of the two has blocked the other since
     */
    public record TracedMessage(
            MessageId id,
            UUID event,
            ConversationId conversation,
            long conversationSeq,
            UserId sender,
            UserId recipient,
            Instant sentAt,
            boolean delivered,
            Optional<Instant> readAt,
            Optional<Boolean> readShown,
            Optional<Instant> editedAt,
            Optional<Instant> deletedAt,
            boolean blocked) {}
}
