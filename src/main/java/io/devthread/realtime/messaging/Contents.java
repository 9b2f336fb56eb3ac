package io.devthread.realtime.messaging;

import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.model.MessageId;
import io.devthread.realtime.platform.ContentCipher;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the content of a message stands in its row: in {@code content}, or under encryption at rest in
 * {@code content_cipher}, bound to the message's id. Both are read whether encryption is on or off.
 *
 * <p>One that can't be decrypted (its key was taken out of the ring under way, the row was tampered with) is shown with
 * empty content and logged: the rest of the page is worth more than an error.
 */
record Contents(ContentCipher cipher) {
    private static final Logger LOG = LoggerFactory.getLogger(Contents.class);

    /** @param encrypted null where {@code plain} holds the content; as PostgreSQL takes it */
    record Stored(String plain, Buffer encrypted) {}

    Stored stored(Message message) {
        return stored(message.id(), message.content());
    }

    Stored stored(MessageId message, String content) {
        return cipher.encrypt(content, place(message.value()))
                .map(bytes -> new Stored("", Buffer.buffer(bytes)))
                .orElseGet(() -> new Stored(content, null));
    }

    /** Of a row with the columns {@code message_id}, {@code content} and {@code content_cipher}. */
    String of(Row row) {
        Buffer encrypted = row.getBuffer("content_cipher");
        if (encrypted == null) {
            return row.getString("content");
        }
        UUID message = row.getUUID("message_id");
        return cipher.decrypt(encrypted.getBytes(), place(message)).orElseGet(() -> {
            LOG.error("messaging.content_unreadable message={} see=messaging.encryption.keyset", message);
            return "";
        });
    }

    private static String place(UUID message) {
        return "message:" + message;
    }
}
