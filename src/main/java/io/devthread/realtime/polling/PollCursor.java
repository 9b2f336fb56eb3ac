package io.devthread.realtime.polling;

import io.devthread.realtime.model.Cursor;
import io.devthread.realtime.model.Position;
import java.util.List;
import java.util.Optional;

/**
 * What a {@code last_poll_id} holds. It grants nothing: positions are of one user's log, so that another's leads to a
 * reset.
 *
 * @param lastPassing the last ephemeral event that was answered, empty before the first
 */
record PollCursor(Position position, String lastPassing) {
    private static final String VERSION = "1";
    private static final int PARTS = 4;
    private static final String STREAM_ENTRY = "\\d{1,15}-\\d{1,10}|";

    /** Empty for whatever this version has not made. */
    static Optional<PollCursor> parse(String text) {
        try {
            List<String> parts = Cursor.parse(text, PARTS).key();
            return parts.get(0).equals(VERSION)
                            && !parts.get(1).isEmpty()
                            && parts.get(3).matches(STREAM_ENTRY)
                    ? Optional.of(
                            new PollCursor(new Position(parts.get(1), Long.parseLong(parts.get(2))), parts.get(3)))
                    : Optional.empty();
        } catch (IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    String text() {
        return Cursor.of(VERSION, position.epoch(), position.seq(), lastPassing).text();
    }
}
