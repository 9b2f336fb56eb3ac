package io.devthread.realtime.model;

import com.github.f4b6a3.uuid.UuidCreator;
import java.time.Instant;
import java.util.UUID;

/** New ids (UUIDv7, RFC 9562: they sort by time) and strict parsing of foreign ones. */
public final class Ids {
    private static final int CANONICAL_LENGTH = 36;

    private Ids() {}

    public static UUID next() {
        return UuidCreator.getTimeOrderedEpochPlus1();
    }

    /**
     * When an id of {@link #next} was made: it begins with the milliseconds (RFC 9562, section 5.7).
     *
     * @param id in its canonical form
     */
    public static Instant madeAt(String id) {
        return Instant.ofEpochMilli(parse(id).getMostSignificantBits() >>> 16);
    }

    /**
     * Parses the canonical form only, in either case: {@link UUID#fromString} alone also takes "1-1-1-1-1", and dashes
     * in other places, which would give one thing many names.
     */
    public static UUID parse(String text) {
        if (text == null || text.length() != CANONICAL_LENGTH) {
            throw new IllegalArgumentException("must be a UUID");
        }
        UUID id = UUID.fromString(text);
        if (!id.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("must be a UUID");
        }
        return id;
    }
}
