package io.devthread.realtime.delivery;

import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.Position;
import java.util.List;
import java.util.Optional;

/** What became of an event that was to be appended to its user's log. */
sealed interface Appended {
    /** In a word. */
    default String outcome() {
        return switch (this) {
            case Logged logged -> "logged";
            case Repeated repeated -> "repeated";
            case Hole hole -> "hole";
            case Unproven unproven -> "unproven";
        };
    }

    /**
     * @param redacted the body that was logged instead of the given one, which had been redacted meanwhile
     * @param nodes those that hold connections of the user, some perhaps dead: waking them costs nothing
     */
    record Logged(Position position, Optional<String> redacted, List<NodeId> nodes) implements Appended {}

    /**
     * It had been logged before.
     *
     * @param head where or after where
     */
    record Repeated(Position head) implements Appended {}

    /** It was not logged: events that come before it in its conversation are missing. */
    record Hole() implements Appended {}

    /** It was not logged: the log may have lost its end, see {@link LogProofs}. */
    record Unproven() implements Appended {}
}
