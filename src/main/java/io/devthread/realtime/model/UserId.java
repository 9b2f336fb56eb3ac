package io.devthread.realtime.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies a user. On the wire: a UUID string; anything else is refused when it is parsed. */
public record UserId(@JsonValue UUID value) implements Comparable<UserId> {
    /** @throws IllegalArgumentException when {@code text} is not a UUID in its canonical 36-character form */
    @JsonCreator
    public static UserId parse(String text) {
        return new UserId(Ids.parse(text));
    }

    @Override
    public int compareTo(UserId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
