package io.devthread.realtime.gateway.trace;

import java.util.UUID;

/** Reads of an encoded event what a trace needs, without parsing it: the service made it, so its form is known. */
final class EventIds {
    private static final String ID = "\"id\":\"";
    private static final String DURABLE = "{\"v\":1,\"seq\":";
    private static final int UUID_CHARS = 36;

    /** As many digits as the milliseconds of our time have, before the closing brace. */
    private static final int TIMESTAMP_DIGITS = 13;

    private static final UUID NONE = new UUID(0, 0);

    private EventIds() {}

    /** The event's own id is the first one in a body; see {@code FrameBody}. */
    static UUID of(String frame) {
        int at = frame.indexOf(ID);
        int from = at + ID.length();
        return at < 0 || from + UUID_CHARS > frame.length()
                ? NONE
                : UUID.fromString(frame.substring(from, from + UUID_CHARS));
    }

    /** The place in the log; 0 for an event that has none. */
    static long seq(String frame) {
        if (!frame.startsWith(DURABLE)) {
            return 0;
        }
        return Long.parseLong(frame, DURABLE.length(), frame.indexOf(',', DURABLE.length()), 10);
    }

    /** The timestamp is the last of a durable event. */
    static long timestamp(String frame) {
        long millis = 0;
        int to = frame.length() - 1;
        for (int i = Math.max(0, to - TIMESTAMP_DIGITS); i < to; i++) {
            millis = millis * 10 + Character.digit(frame.charAt(i), 10);
        }
        return millis;
    }
}
