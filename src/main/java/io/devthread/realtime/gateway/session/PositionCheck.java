package io.devthread.realtime.gateway.session;

import io.devthread.realtime.delivery.Behind;
import io.devthread.realtime.delivery.Checked;
import io.devthread.realtime.delivery.Watched;
import io.devthread.realtime.delivery.Watched.LiveSession;
import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.Connections;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every few seconds compares where this node's connections stand with the heads of their users' logs, and lets those
 * behind read: so nobody waits for long for what the bus has lost. A glance does only that. A thorough check also keeps
 * the node's entries in the directory and the sessions alive, and finds connections that have been replaced. {@link
 * CheckRounds} says when it is due.
 *
 * <p>A part of the users at a time, evenly over the interval: all at once would hold up Redis, and with it everybody's
 * messages, for as long as they take.
 */
final class PositionCheck {
    private static final Logger LOG = LoggerFactory.getLogger(PositionCheck.class);

    private final Gateway gateway;
    private final CheckRounds rounds;
    private final Takeovers takeovers = new Takeovers();
    private boolean running;

    PositionCheck(Gateway gateway) {
        this.gateway = gateway;
        this.rounds =
                new CheckRounds(gateway.config().positionCheck(), gateway.logs().keepEvery());
    }

    void start() {
        long interval = gateway.config().positionCheck().toMillis();
        gateway.vertx().setPeriodic(interval / Connections.PARTS, tick -> run());
    }

    /** Any thread: others may have taken this node out of the directory. */
    void leaseLost() {
        rounds.wantAll();
    }

    /** One part after the other: one that takes longer than its time is not overtaken by the next. */
    private void run() {
        if (running) {
            return;
        }
        running = true;
        rounds.next();
        // Whatever is thrown on the way fails this check; it must not leave "running" for ever.
        Future.succeededFuture().compose(start -> check(rounds.part())).onComplete(this::found, away -> {
            running = false;
            LOG.warn("position.check failed cause={}", away.toString());
        });
    }

    private Future<Checked> check(int part) {
        List<Watched> watched = watched(part);
        boolean isThorough = rounds.isThorough() || takeovers.isUnsure(part);
        Future<Checked> checked = isThorough
                ? gateway.logs().check(watched).map(found -> closeReplaced(part, found))
                : gateway.logs().glance(watched);
        return checked.eventually(() -> {
            gateway.departures().leftMeanwhile(watched);
            return Future.succeededFuture();
        });
    }

    private Checked closeReplaced(int part, Checked found) {
        takeovers.sure(part, found.replaced()).forEach(this::close);
        return found;
    }

    private void found(Checked found) {
        running = false;
        found.behind().forEach(this::catchUp);
        gateway.departures().tellAgain();
    }

    private void catchUp(Behind behind) {
        gateway.metrics().feed().behind();
        LOG.debug("position.behind user={} head={}", behind.user(), behind.head());
        for (ClientConnection connection : gateway.connections().ofUser(behind.user())) {
            connection.feed().ifPresent(feed -> feed.reaches(behind.head()));
        }
        gateway.polls().wake(behind.user());
    }

    private void close(String replaced) {
        gateway.connections().find(replaced).ifPresent(connection -> connection.close(CloseCode.REPLACED));
    }

    private List<Watched> watched(int part) {
        Map<UserId, Position> polls = gateway.polls().positions(part);
        List<Watched> watched = new ArrayList<>();
        for (List<ClientConnection> connections : gateway.connections().ofUsersIn(part)) {
            UserId user = connections.getFirst().user();
            watched(user, connections, Optional.ofNullable(polls.remove(user))).ifPresent(watched::add);
        }
        polls.forEach((user, position) ->
                watched(user, List.of(), Optional.of(position)).ifPresent(watched::add));
        return watched;
    }

    private Optional<Watched> watched(UserId user, List<ClientConnection> connections, Optional<Position> polls) {
        return furthestBehind(connections, polls)
                .map(position -> new Watched(user, position, Places.of(connections), sessions(connections)));
    }

    /** A user who only polls has no connection, and so keeps a place in the directory that does not count. */
    private static Optional<Position> furthestBehind(List<ClientConnection> connections, Optional<Position> polls) {
        Stream<Position> positions =
                connections.stream().flatMap(connection -> connection.feed().flatMap(DurableFeed::position).stream());
        return Stream.concat(positions, polls.stream()).reduce(Position::furthestBehind);
    }

    private static List<LiveSession> sessions(List<ClientConnection> connections) {
        return connections.stream()
                .filter(connection -> !connection.session().isEmpty())
                .map(connection -> new LiveSession(connection.session(), connection.connectionId()))
                .toList();
    }
}
