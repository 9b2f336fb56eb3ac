package io.devthread.realtime.notification;

import io.devthread.realtime.notification.InboxStore.Inbox;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How often a person is told. News go out at once, {@link #NEWS_AT_ONCE} in a row and as many an interval after that;
 * updates at once only when the last event is an interval ago and nothing waits: what waits has its time, and whoever
 * comes later joins it. So a person gets one update an interval at most, and nothing waits for longer than that.
 *
 * <p>The allowance for news is a virtual schedule (GCRA, ITU-T I.371): a single moment says how much of it is used up.
 *
 * @param interval zero tells everything at once
 */
record Pace(Duration interval) {
    static final int NEWS_AT_ONCE = 10;

    boolean mayAnnounce(Inbox inbox, Instant now) {
        return !next(inbox, now).isAfter(now.plus(interval));
    }

    /** A clock that was ahead must not keep a person waiting until then. */
    boolean mayUpdate(Inbox inbox, Instant now) {
        boolean isYoung =
                inbox.toldAt().isAfter(now.minus(interval)) && !inbox.toldAt().isAfter(now.plus(interval));
        return inbox.dueAt().isEmpty() && !isYoung;
    }

    Inbox announced(Inbox inbox, Instant now) {
        return inbox.withTold(now, next(inbox, now), inbox.dueAt());
    }

    Inbox updated(Inbox inbox, Instant now) {
        return inbox.withTold(now, inbox.announcedUntil(), inbox.dueAt());
    }

    Inbox waiting(Inbox inbox, Instant now) {
        Instant due = inbox.dueAt().orElseGet(() -> {
            Instant after = inbox.toldAt().plus(interval);
            return after.isBefore(now) || after.isAfter(now.plus(interval)) ? now.plus(interval) : after;
        });
        return inbox.withTold(inbox.toldAt(), inbox.announcedUntil(), Optional.of(due));
    }

    /** @param more did not fit into one event */
    Inbox flushed(Inbox inbox, Instant now, boolean more) {
        return inbox.withTold(now, inbox.announcedUntil(), more ? Optional.of(now.plus(interval)) : Optional.empty());
    }

    private Instant next(Inbox inbox, Instant now) {
        boolean isPast = inbox.announcedUntil().isBefore(now);
        boolean isAhead = inbox.announcedUntil().isAfter(now.plus(interval));
        Instant from = isPast || isAhead ? now : inbox.announcedUntil();
        return from.plus(interval.dividedBy(NEWS_AT_ONCE));
    }
}
