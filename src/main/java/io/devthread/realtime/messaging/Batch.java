package io.devthread.realtime.messaging;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.messaging.LockedConversation.Side;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.MessagingApi.Send;
import io.devthread.realtime.messaging.MessagingApi.SendResult;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.MessageId;
import io.devthread.realtime.model.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Decides what becomes of each send of a batch, once the conversations are locked and earlier sends are known. Nothing
 * here waits or touches a store. Sends are taken in the order of their arrival:
 *
 * <ul>
 *   <li>a repeat, of an earlier batch or of this one, is answered with the first message and takes no number;
 *   <li>who is no participant, names a conversation that does not exist, or writes where one has blocked the other, is
 *       refused alone;
 *   <li>every other send takes the next {@code conversation_seq}, so numbers have no gaps.
 * </ul>
 */
final class Batch {
    private final Map<ConversationId, LockedConversation> locked;
    private final Map<SendKey, Message> known;
    private final Map<ConversationId, Set<UserId>> blockers;
    private final Map<ConversationId, LockedConversation> touched = new LinkedHashMap<>();
    private final List<NumberedMessage> numbered = new ArrayList<>();
    private final Supplier<UUID> ids;
    private final Instant now;

    /** What makes two sends the same one. */
    record SendKey(UserId sender, String clientMessageId) {
        static SendKey of(Send send) {
            return new SendKey(send.senderId(), send.clientMessageId());
        }
    }

    /** A send whose conversation is known, be it by its recipient. */
    record Addressed(Send send, ConversationId conversation) {}

    /**
     * A new message, and how it is for both participants right after it.
     *
     * @param traceparent of its send, where that is traced
     */
    record NumberedMessage(Message message, Side sender, Side recipient, Optional<String> traceparent) {}

    /**
     * What is stored of all that the sends may meet.
     *
     * @param earlier the messages that some of the sends had made before
     * @param blockers who of the two has blocked the other, of the conversations where somebody has
     */
    record Known(Map<SendKey, Message> earlier, Map<ConversationId, Set<UserId>> blockers) {}

    /** @param results one for each send, in their order */
    record Outcome(List<SendResult> results, List<NumberedMessage> messages, List<LockedConversation> conversations) {}

    private Batch(Map<ConversationId, LockedConversation> locked, Known known, Supplier<UUID> ids, Instant now) {
        this.locked = new HashMap<>(locked);
        this.known = new HashMap<>(known.earlier());
        this.blockers = known.blockers();
        this.ids = ids;
        this.now = now;
    }

    /**
     * @param now to the millisecond, as it is stored and shown
     */
    static Outcome decide(
            List<Addressed> sends,
            Map<ConversationId, LockedConversation> locked,
            Known known,
            Supplier<UUID> ids,
            Instant now) {
        Batch batch = new Batch(locked, known, ids, now);
        List<SendResult> results = sends.stream().map(batch::decide).toList();
        return new Outcome(results, List.copyOf(batch.numbered), List.copyOf(batch.touched.values()));
    }

    private SendResult decide(Addressed addressed) {
        Message first = known.get(SendKey.of(addressed.send()));
        if (first != null) {
            return new SendResult(Optional.of(first), Optional.empty(), true);
        }
        LockedConversation conversation = locked.get(addressed.conversation());
        if (conversation == null || !conversation.has(addressed.send().senderId())) {
            return SendAnswers.refused(Refusal.of(Failure.FORBIDDEN, "you do not take part in this conversation"));
        }
        if (blockers.containsKey(conversation.id())) {
            return SendAnswers.refused(
                    BlockRules.refusal(addressed.send().senderId(), blockers.get(conversation.id())));
        }
        return new SendResult(Optional.of(number(addressed.send(), conversation)), Optional.empty(), false);
    }

    private Message number(Send send, LockedConversation before) {
        UserId sender = send.senderId();
        LockedConversation after = before.afterMessageOf(sender, now);
        Message message = message(send, after);
        locked.put(after.id(), after);
        touched.put(after.id(), after);
        known.put(SendKey.of(send), message);
        numbered.add(new NumberedMessage(message, after.of(sender), after.partnerOf(sender), send.traceparent()));
        return message;
    }

    private Message message(Send send, LockedConversation conversation) {
        return new Message(
                new MessageId(ids.get()),
                conversation.id(),
                conversation.lastSeq(),
                send.senderId(),
                send.content(),
                send.clientMessageId(),
                conversation.updatedAt().toEpochMilli(),
                MessageStore.SENT,
                false,
                Optional.empty(),
                false);
    }
}
