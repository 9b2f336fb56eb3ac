package io.devthread.realtime.messaging;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.messaging.MessagingApi.Send;

/** What a send must be before anything is asked of the database. */
final class SendRules {
    static final int MAX_CONTENT_CODE_POINTS = 4_000;
    static final int MAX_CLIENT_MESSAGE_ID_CHARS = 64;

    private SendRules() {}

    /** @throws Refusal {@code invalid_data}, naming the field and the limit */
    static void check(Send send) {
        checkTarget(send);
        checkContent(send.content());
        checkClientMessageId(send.clientMessageId());
    }

    /** Of an edit as of a send. */
    static void checkContent(String content) {
        if (content == null || content.isEmpty()) {
            throw Refusal.invalid("content", "must not be empty");
        }
        // Never fewer chars than code points, so a huge text is refused without being counted.
        if (content.length() > 2 * MAX_CONTENT_CODE_POINTS
                || content.codePointCount(0, content.length()) > MAX_CONTENT_CODE_POINTS) {
            throw Refusal.invalid("content", "must have at most " + MAX_CONTENT_CODE_POINTS + " characters");
        }
        checkStorable("content", content);
    }

    private static void checkTarget(Send send) {
        if (send.conversationId().isPresent() == send.recipientId().isPresent()) {
            throw Refusal.invalid("conversation_id", "or recipient_id must be given, exactly one of the two");
        }
        if (send.recipientId().filter(send.senderId()::equals).isPresent()) {
            throw Refusal.invalid("recipient_id", "must be another user");
        }
    }

    private static void checkClientMessageId(String id) {
        if (id == null || id.isEmpty() || id.codePointCount(0, id.length()) > MAX_CLIENT_MESSAGE_ID_CHARS) {
            throw Refusal.invalid("client_message_id", "must have 1 to " + MAX_CLIENT_MESSAGE_ID_CHARS + " characters");
        }
        checkStorable("client_message_id", id);
    }

    /** PostgreSQL stores no U+0000, and half a surrogate pair has no UTF-8 form. */
    private static void checkStorable(String field, String text) {
        boolean bad = text.codePoints()
                .anyMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
        if (bad) {
            throw Refusal.invalid(field, "must not contain U+0000 or half of a surrogate pair");
        }
    }
}
