package io.devthread.realtime.notification;

import java.util.Locale;
import java.util.Optional;

/** What waits to be told of a notification. */
enum Untold {
    /** It has begun, or somebody new stands in it after a withdrawal. */
    NEWS,
    /** It grew, shrank or was withdrawn. */
    UPDATE;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** As it is stored. */
    String wireName() {
        return wireName;
    }

    static Optional<Untold> of(String stored) {
        return Optional.ofNullable(stored).map(text -> valueOf(text.toUpperCase(Locale.ROOT)));
    }
}
