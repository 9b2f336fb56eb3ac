package io.devthread.realtime.notification;

import java.util.Locale;

/** Why an event told nobody though it was about somebody. Stored with the event, in the transaction that decided it. */
enum Unheard {
    /** Of the events about one interaction a newer one had come before. */
    OLDER,
    /** Its post or comment had been deleted. */
    GONE,
    /** One of the two has blocked the other. */
    BLOCKED,
    /** The person has switched this type of notification off. */
    MUTED;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** As it is stored. */
    String wireName() {
        return wireName;
    }

    static Unheard of(String stored) {
        return valueOf(stored.toUpperCase(Locale.ROOT));
    }
}
