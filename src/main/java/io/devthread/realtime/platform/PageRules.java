package io.devthread.realtime.platform;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Cursor;
import java.time.DateTimeException;
import java.util.Optional;
import java.util.function.Supplier;

/** What may be asked of any list (contract section 6): a page of up to 100, and where it begins. */
public final class PageRules {
    private static final int MAX_LIMIT = 100;

    private PageRules() {}

    public static int checkedLimit(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Refusal.invalid("limit", "must be 1 to " + MAX_LIMIT);
        }
        return limit;
    }

    /** @param first where a list begins; a cursor must have as many parts */
    public static Cursor cursor(Optional<String> text, Cursor first) {
        return text.map(given ->
                        readCursor(() -> Cursor.parse(given, first.key().size())))
                .orElse(first);
    }

    /** Clients don't make cursors, so anything that can't be read is their mistake. */
    public static <T> T readCursor(Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException | DateTimeException e) {
            throw Refusal.invalid("cursor", "must be the next of the page before");
        }
    }
}
