package io.devthread.realtime.gateway.trace;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What became of an event for one person, in one word; each is explained in {@code docs/trace.md}. */
public enum Verdict {
    READ,
    ACKNOWLEDGED,
    WRITTEN,
    /** Committed, not logged yet. */
    WAITING,
    /** To be told soon: a person gets one update a second at most. */
    PACED,
    /** A device came back, and was told to reload instead. */
    RESET,
    /** The reader is too slow, or was closed for it. */
    SLOW_CONSUMER,
    /** Connected, and behind: the next position check finds it. */
    BEHIND,
    OFFLINE,
    /** Logged, and no longer among the last events that the log keeps. */
    LEFT_LOG,
    BLOCKED,
    MUTED,
    OWN_ACTION,
    OLDER,
    GONE,
    /** There was something to tell, and it was taken back before it was told. */
    WITHDRAWN,
    /** Nothing about it was to be told. */
    NOTHING_TO_TELL;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String wireName() {
        return wireName;
    }
}
