package io.devthread.realtime.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies a conversation. On the wire: a UUID string; anything else is refused when it is parsed. */
public record ConversationId(@JsonValue UUID value) implements Comparable<ConversationId> {
    /** @throws IllegalArgumentException when {@code text} is not a UUID in its canonical 36-character form */
    @JsonCreator
    public static ConversationId parse(String text) {
        return new ConversationId(Ids.parse(text));
    }

    @Override
    public int compareTo(ConversationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
