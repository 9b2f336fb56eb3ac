package io.devthread.realtime.community;

import io.devthread.realtime.model.Cursor;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.platform.PageRules;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** Where a list that is newest first goes on: with what is older than this, ties by id. */
record Place(Instant moment, UUID id) {
    private static final Place TOP = new Place(Instant.parse("9999-12-31T00:00:00Z"), new UUID(-1, -1));

    static Place of(Optional<String> cursor) {
        Cursor start = PageRules.cursor(cursor, TOP.toCursor());
        return PageRules.readCursor(() -> new Place(
                moment(Long.parseLong(start.key().get(0))),
                Ids.parse(start.key().get(1))));
    }

    String text() {
        return toCursor().text();
    }

    OffsetDateTime time() {
        return moment.atOffset(ZoneOffset.UTC);
    }

    /** In microseconds, as PostgreSQL keeps it. */
    private Cursor toCursor() {
        return Cursor.of(ChronoUnit.MICROS.between(Instant.EPOCH, moment), id);
    }

    private static Instant moment(long micros) {
        Instant given = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        if (given.isBefore(Instant.EPOCH) || given.isAfter(TOP.moment)) {
            throw new IllegalArgumentException("not a moment of any list");
        }
        return given;
    }
}
