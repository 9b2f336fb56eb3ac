package io.devthread.realtime.gateway.session;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.messaging.MessagingApi.MarkMessagesRead;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.MessageId;
import io.devthread.realtime.model.UserId;
import java.util.Optional;

/** The data of {@code message/message_read}, the same over a socket and over HTTP. */
public final class MessageReads {
    private static final int MAX_IDS = 100;

    private MessageReads() {}

    /**
     * @param conversation where the call names one
     * @throws Refusal {@code invalid_data}, naming the field
     */
    public static MarkMessagesRead of(UserId user, Data data, Optional<ConversationId> conversation) {
        return new MarkMessagesRead(user, data.ids("message_ids", MAX_IDS, MessageId::parse), conversation);
    }
}
