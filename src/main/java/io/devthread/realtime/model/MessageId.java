package io.devthread.realtime.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies a message. On the wire: a UUID string; anything else is refused when it is parsed. */
public record MessageId(@JsonValue UUID value) implements Comparable<MessageId> {
    /** @throws IllegalArgumentException when {@code text} is not a UUID in its canonical 36-character form */
    @JsonCreator
    public static MessageId parse(String text) {
        return new MessageId(Ids.parse(text));
    }

    @Override
    public int compareTo(MessageId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
