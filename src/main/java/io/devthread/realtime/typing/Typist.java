package io.devthread.realtime.typing;

import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;

/** A user who types in a conversation, and the one who may see it. */
record Typist(UserId user, String username, ConversationId conversation, UserId partner) {
    boolean concerns(UserId someone) {
        return user.equals(someone) || partner.equals(someone);
    }
}
