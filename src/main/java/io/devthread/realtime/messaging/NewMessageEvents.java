package io.devthread.realtime.messaging;

import com.github.f4b6a3.uuid.UuidCreator;
import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.delivery.FrameBody;
import io.devthread.realtime.messaging.Batch.NumberedMessage;
import io.devthread.realtime.messaging.LockedConversation.Side;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.MessagingApi.NewMessage;
import io.devthread.realtime.model.MessageId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** {@code message/new_message}, for both participants and so for all devices of both. */
final class NewMessageEvents {
    static final String TYPE = "message";
    static final String EVENT = "new_message";

    private NewMessageEvents() {}

    static List<DurableEvent> of(List<NumberedMessage> messages) {
        return messages.stream().flatMap(NewMessageEvents::ofOne).toList();
    }

    private static Stream<DurableEvent> ofOne(NumberedMessage numbered) {
        return Stream.of(event(numbered, numbered.sender()), event(numbered, numbered.recipient()));
    }

    private static DurableEvent event(NumberedMessage numbered, Side to) {
        Message message = numbered.message();
        UUID id = id(message);
        Instant sentAt = Instant.ofEpochMilli(message.timestamp());
        String body = FrameBody.durable(TYPE, EVENT, id, to.user(), new NewMessage(message, to.unread()), sentAt);
        return new DurableEvent(
                id,
                to.user(),
                body,
                Optional.of(new DurableEvent.Order(message.conversationId(), to.told())),
                numbered.traceparent().stream().toList());
    }

    /** A name-based UUID (RFC 9562, version 5) in the namespace of the message: made twice, it is the same. */
    static UUID id(Message message) {
        return id(message.id());
    }

    static UUID id(MessageId message) {
        return UuidCreator.getNameBasedSha1(message.value(), EVENT);
    }
}
