package io.devthread.realtime.delivery;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.ContentCipher;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How bodies stand in PostgreSQL for the moment between COMMIT and the log: under encryption at rest as {@code aead:}
 * and the ciphertext, bound to the event and its person, so that it can't be moved to another row; otherwise as they
 * are. Both are read whether encryption is on or off.
 */
public final class StoredBodies {
    private static final Logger LOG = LoggerFactory.getLogger(StoredBodies.class);

    /** No body begins like this: they begin with a quote. */
    private static final String ENCRYPTED = "aead:";

    private final ContentCipher cipher;

    public StoredBodies(ContentCipher cipher) {
        this.cipher = cipher;
    }

    /** The event as its row of the outbox shall hold it. For events whose body holds what people wrote. */
    public DurableEvent stored(DurableEvent event) {
        return new DurableEvent(
                event.id(),
                event.user(),
                stored(event.id(), event.user(), event.body()),
                event.order(),
                event.traceparents());
    }

    String stored(UUID about, UserId user, String body) {
        return cipher.encrypt(body, place(about, user))
                .map(bytes -> ENCRYPTED + Base64.getEncoder().encodeToString(bytes))
                .orElse(body);
    }

    /** Empty, and logged, for one that can't be decrypted: its row waits for a process that has the key. */
    public Optional<String> read(UUID about, UserId user, String stored) {
        if (!stored.startsWith(ENCRYPTED)) {
            return Optional.of(stored);
        }
        byte[] bytes = Base64.getDecoder().decode(stored.substring(ENCRYPTED.length()));
        Optional<String> body = cipher.decrypt(bytes, place(about, user));
        if (body.isEmpty()) {
            LOG.error("delivery.body_unreadable event={} user={} see=messaging.encryption.keyset", about, user);
        }
        return body;
    }

    private static String place(UUID about, UserId user) {
        return "event:" + about + ":" + user;
    }
}
