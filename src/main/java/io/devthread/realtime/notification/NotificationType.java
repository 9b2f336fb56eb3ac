package io.devthread.realtime.notification;

import java.util.Locale;

/** What people are told of. */
enum NotificationType {
    LIKE,
    COMMENT,
    FOLLOW,
    MENTION;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    String wireName() {
        return wireName;
    }

    static NotificationType of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
