package io.devthread.realtime.gateway;

import java.util.Locale;

/** The {@code type} of a frame (contract section 2), with {@code invalid} for what is none: for metrics. */
public enum FrameType {
    NOTIFICATION,
    MESSAGE,
    PRESENCE,
    TYPING,
    FEED,
    SYSTEM,
    ACK,
    ERROR,
    INVALID;

    private static final FrameType[] ALL = values();
    private static final String KEY = "\"type\":\"";

    private final String code = name().toLowerCase(Locale.ROOT);

    public String code() {
        return code;
    }

    /** Of the value that a client wrote. */
    public static FrameType ofCode(String code) {
        for (FrameType type : ALL) {
            if (type.code.equals(code)) {
                return type;
            }
        }
        return INVALID;
    }

    /** Of a frame that the service encoded: it stands first in it, behind version and seq. */
    static FrameType of(String frame) {
        int at = frame.indexOf(KEY) + KEY.length();
        for (FrameType type : ALL) {
            if (frame.startsWith(type.code, at)) {
                return type;
            }
        }
        return INVALID;
    }
}
