package io.devthread.realtime.gateway.presence;

import io.devthread.realtime.model.UserId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Begins watches and ends them: one lasts as long as there is a connection or a poll of the user to be told of it. On the
 * desk's event loop.
 */
final class WatchSpans {
    private final Watches watches;
    private final WatchLists lists;
    private final FanOut fanOut;
    private final PollNews polls;
    private final Function<Watch, List<? extends Viewer>> viewersOf;
    private final BiPredicate<UserId, String> isPolled;
    /** Users with a client that has begun to poll within this second. */
    private final Set<UserId> placed = new HashSet<>();

    /** @param isPolled whether a user polls a channel here, the last minute included */
    WatchSpans(
            Watches watches,
            WatchLists lists,
            FanOut fanOut,
            PollNews polls,
            Function<Watch, List<? extends Viewer>> viewersOf,
            BiPredicate<UserId, String> isPolled) {
        this.watches = watches;
        this.lists = lists;
        this.fanOut = fanOut;
        this.polls = polls;
        this.viewersOf = viewersOf;
        this.isPolled = isPolled;
    }

    void begin(Watch watch, Viewer viewer) {
        if (watch.isReady()) {
            fanOut.state(watch, List.of(viewer));
        } else {
            lists.ask(watch);
        }
    }

    /**
     * Each poll says so, and only the first of them has to be told how it stands.
     *
     * @param goesOn its client was told by another node, which may have ended, or long ago: who has gone since then is
     *     offline now, and nobody else would say so
     */
    void beginForPolls(Watch watch, boolean goesOn) {
        if (watch.isPolled()) {
            return;
        }
        watch.polled(true);
        watch.owesAll(goesOn);
        if (watch.isReady()) {
            polls.state(watch);
        } else {
            lists.ask(watch);
        }
    }

    /** A client of the user has begun to poll and is to be told how it stands, whatever other ones know. */
    void placed(UserId user) {
        placed.add(user);
    }

    /** Once a second: however often a user begins, no more is told. What is not ready tells by itself when it is. */
    void second() {
        for (UserId user : placed) {
            watches.of(user).stream().filter(Watch::isReady).forEach(polls::state);
        }
        placed.clear();
    }

    /** Of all the user's watches, after a connection or a poll has gone or looks elsewhere. */
    void endUnseen(UserId user) {
        watches.of(user).forEach(this::endIfUnseen);
    }

    void endIfUnseen(Watch watch) {
        watch.polled(watch.isPolled() && isPolled.test(watch.user(), watch.channel()));
        if (!watch.isPolled() && viewersOf.apply(watch).isEmpty()) {
            watches.end(watch);
        }
    }
}
