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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every few seconds compares where this node's connections stand with the heads of their users' logs, and lets those
 * behind read. This finds what the bus has lost; every few rounds a thorough check also finds that a connection was
 * replaced, and keeps the node's entries in the directory.
 *
 * <p>A part of the users at a time, evenly over the interval: all at once would hold up Redis, and with it everybody's
 * messages, for as long as they take.
 */
final class PositionCheck {
    private static final Logger LOG = LoggerFactory.getLogger(PositionCheck.class);

    /** Rounds. A glance costs a third; more of them would save little. */
    private static final int MOST_GLANCES = 4;

    private final Gateway gateway;
    private final Takeovers takeovers = new Takeovers();
    private boolean running;
    private int part;
    private int round;
    private int thoroughEvery = 1;

    PositionCheck(Gateway gateway) {
        this.gateway = gateway;
    }

    void start() {
        long interval = gateway.config().positionCheck().toMillis();
        thoroughEvery = Math.clamp(gateway.logs().keepEvery().toMillis() / interval, 1, MOST_GLANCES + 1);
        gateway.vertx().setPeriodic(Math.max(1, interval / Connections.PARTS), tick -> run());
    }

    /** A check that takes longer than its part of the interval is not overtaken by the next. */
    private void run() {
        if (running) {
            return;
        }
        running = true;
        next();
        boolean thorough = (round + part) % thoroughEvery == 0 || takeovers.isUnsure(part);
        check(thorough).onComplete(this::found, away -> {
            running = false;
            LOG.warn("position.check failed cause={}", away.toString());
        });
    }

    private void next() {
        part = (part + 1) % Connections.PARTS;
        round += part == 0 ? 1 : 0;
    }

    private Future<Checked> check(boolean thorough) {
        if (!thorough) {
            return gateway.logs().glance(watched(part));
        }
        return gateway.logs()
                .check(watched(part))
                .onSuccess(found -> takeovers.sure(part, found.replaced()).forEach(this::close));
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

    private Collection<Watched> watched(int part) {
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
                .map(position ->
                        new Watched(user, gateway.node(), position, Places.of(connections), sessions(connections)));
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
