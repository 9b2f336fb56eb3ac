package io.devthread.realtime.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * The place of a domain event among those about the same thing: the newest decides, ties by id. Ids compare as
 * PostgreSQL compares them, as unsigned bytes, which {@link UUID#compareTo} does not.
 *
 * @param at to the microsecond, as it is stored
 */
public record Moment(Instant at, UUID by) implements Comparable<Moment> {
    public Moment {
        at = at.truncatedTo(ChronoUnit.MICROS);
    }

    public boolean isAfter(Moment other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Moment other) {
        int byTime = at.compareTo(other.at);
        if (byTime != 0) {
            return byTime;
        }
        int byHigh = Long.compareUnsigned(by.getMostSignificantBits(), other.by.getMostSignificantBits());
        return byHigh != 0
                ? byHigh
                : Long.compareUnsigned(by.getLeastSignificantBits(), other.by.getLeastSignificantBits());
    }
}
