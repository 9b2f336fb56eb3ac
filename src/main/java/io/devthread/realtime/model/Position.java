package io.devthread.realtime.model;

/**
 * A place in a user's event log: {@code seq} counts from 1 within one {@code epoch}, contiguously; 0 is the place
 * before the first event. Positions of different epochs can't be compared.
 */
public record Position(String epoch, long seq) {
    private static final Position OF_NO_LOG = new Position("", 0);

    /**
     * Who stands at both has at least what comes before this. Of two epochs one is over, and which is for the log to say:
     * then it is a position that no log is at, so that the log is asked.
     */
    public static Position furthestBehind(Position one, Position other) {
        if (!one.epoch().equals(other.epoch())) {
            return OF_NO_LOG;
        }
        return one.seq() <= other.seq() ? one : other;
    }
}
