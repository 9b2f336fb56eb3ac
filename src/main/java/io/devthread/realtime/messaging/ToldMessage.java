package io.devthread.realtime.messaging;

import io.devthread.realtime.delivery.FrameBody;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import java.util.Optional;

/** The message that a durable event brings to a person: its place in the conversation and its sender. */
record ToldMessage(ConversationId conversationId, long conversationSeq, UserId senderId) {
    /** How {@link FrameBody} begins such an event. What people write stands behind it, so no text can pretend to be one. */
    private static final String START =
            "\"type\":\"%s\",\"event\":\"%s\",".formatted(NewMessageEvents.TYPE, NewMessageEvents.EVENT);

    private record Told(Data data) {}

    private record Data(ToldMessage message) {}

    /** Empty for an event that brings no new message. */
    static Optional<ToldMessage> in(String body) {
        return body.startsWith(START)
                ? Optional.of(Json.read("{" + body, Told.class).data().message())
                : Optional.empty();
    }
}
