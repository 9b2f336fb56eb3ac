package io.devthread.realtime.delivery;

import io.devthread.realtime.model.Position;
import java.util.List;

/** What follows a position in a user's log. */
public sealed interface Tail {
    /**
     * Everything after the position, in order, without a gap; empty when there is nothing.
     *
     * @param head the position of the last entry
     */
    record Entries(List<Entry> entries, Position head) implements Tail {}

    /** Continuity can't be proved: the connection goes on from {@code head} with a {@code resync}. */
    record Lost(Position head) implements Tail {}
}
