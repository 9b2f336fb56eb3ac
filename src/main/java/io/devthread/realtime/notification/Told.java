package io.devthread.realtime.notification;

import java.util.Locale;

/** What a person's devices were last told of a notification. */
enum Told {
    NEVER,
    STANDING,
    WITHDRAWN;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** As it is stored. */
    String wireName() {
        return wireName;
    }

    static Told of(String stored) {
        return valueOf(stored.toUpperCase(Locale.ROOT));
    }

    static Told now(boolean withdrawn) {
        return withdrawn ? WITHDRAWN : STANDING;
    }
}
