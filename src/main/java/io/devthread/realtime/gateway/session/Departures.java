package io.devthread.realtime.gateway.session;

import io.devthread.realtime.delivery.Departure;
import io.devthread.realtime.delivery.Logs;
import io.devthread.realtime.delivery.Watched;
import io.devthread.realtime.delivery.Watched.LiveSession;
import io.devthread.realtime.gateway.Connections;
import io.devthread.realtime.model.UserId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes connections out of the directory. What it says of this node counts against the user's limit as long as the node
 * lives, and the position check corrects it only for those who still have a connection here: so what could not be told,
 * because Redis was away, is told again after the next position checks that went well. From any thread.
 */
public final class Departures {
    private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

    /** The oldest beyond these are left to the directory's own end, an hour later. */
    private static final int MOST_UNTOLD = 20_000;

    private static final int AGAIN_AT_ONCE = 100;

    private final Logs logs;
    private final Connections<ClientConnection> connections;
    private final Predicate<UserId> polls;
    private final SequencedSet<Left> untold = new LinkedHashSet<>();

    private record Left(UserId user, String connection, String session) {}

    /** @param polls whether the user has polled on this node within the last minute */
    public Departures(Logs logs, Connections<ClientConnection> connections, Predicate<UserId> polls) {
        this.logs = logs;
        this.connections = connections;
        this.polls = polls;
    }

    /** The connection is not among those of this node any more. */
    void left(UserId user, String connection, String session) {
        tell(new Left(user, connection, session));
    }

    /**
     * To be called after each position check, with what it told the directory. It may have told it so just after one of
     * these connections had left, and so have entered that again: then it leaves once more.
     */
    void leftMeanwhile(List<Watched> told) {
        for (Watched watched : told) {
            for (LiveSession live : watched.sessions()) {
                if (connections.find(live.connection()).isEmpty()) {
                    left(watched.user(), live.connection(), live.session());
                }
            }
        }
    }

    /** Redis answers: a part of what it could not be told. */
    void tellAgain() {
        some().forEach(this::tell);
    }

    private synchronized List<Left> some() {
        List<Left> some = untold.stream().limit(AGAIN_AT_ONCE).toList();
        some.forEach(untold::remove);
        return some;
    }

    /** How many are left is counted and told in one step: of two that leave at the same time the last word is right. */
    private synchronized void tell(Left left) {
        int here = Places.of(connections.ofUser(left.user()));
        logs.unregister(new Departure(left.user(), left.connection(), here, polls.test(left.user()), left.session()))
                .onFailure(away -> keep(left));
    }

    private synchronized void keep(Left left) {
        LOG.debug("connection.unregister to be repeated id={}", left.connection());
        untold.add(left);
        if (untold.size() > MOST_UNTOLD) {
            untold.removeFirst();
        }
    }
}
