package io.devthread.realtime.gateway.session;

import io.devthread.realtime.gateway.ConnectionMetadata;
import io.devthread.realtime.gateway.poll.Polls;
import io.devthread.realtime.gateway.trace.TraceApi;
import io.devthread.realtime.gateway.trace.TraceApi.Connected;
import io.devthread.realtime.gateway.trace.TraceApi.ConnectionList;
import io.devthread.realtime.gateway.trace.TraceApi.ListConnections;
import io.devthread.realtime.gateway.trace.TraceApi.Look;
import io.devthread.realtime.gateway.trace.TraceApi.NodeFigures;
import io.devthread.realtime.gateway.trace.TraceApi.Seen;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Answers on this node's own addresses what operators ask: what it remembers of events, and who is connected. */
final class TraceListener {
    private static final int IN_FLIGHT = 50;

    private final Gateway gateway;

    TraceListener(Gateway gateway) {
        this.gateway = gateway;
    }

    Future<Void> start() {
        return Future.all(
                        gateway.bus().serveAsync(TraceApi.look(gateway.node()), IN_FLIGHT, this::look),
                        gateway.bus().serveAsync(TraceApi.connections(gateway.node()), IN_FLIGHT, this::list),
                        gateway.bus()
                                .serveAsync(
                                        TraceApi.figures(gateway.node()),
                                        IN_FLIGHT,
                                        ask -> Future.succeededFuture(figures())))
                .mapEmpty();
    }

    private Future<Seen> look(Look look) {
        List<Future<Connected>> sockets = look.users().stream()
                .flatMap(user -> gateway.connections().ofUser(user).stream())
                .map(this::describe)
                .toList();
        return Future.all(sockets)
                .map(described -> new Seen(
                        gateway.node(),
                        gateway.traced().remembersSince(),
                        gateway.traced().look(look),
                        Stream.concat(
                                        sockets.stream().map(Future::result),
                                        gateway.polls().waiting().stream()
                                                .filter(poll -> look.users().contains(poll.user()))
                                                .map(this::describe))
                                .toList()));
    }

    /** Ids sort by time, whatever the transport. */
    private Future<ConnectionList> list(ListConnections request) {
        List<ClientConnection> open = connections(request.user()).stream()
                .filter(connection -> isBefore(connection.connectionId(), request))
                .sorted(Comparator.comparing(ClientConnection::connectionId).reversed())
                .limit(request.limit())
                .toList();
        List<Future<Connected>> described = open.stream().map(this::describe).toList();
        return Future.all(described)
                .map(done -> new ConnectionList(Stream.concat(
                                described.stream().map(Future::result),
                                gateway.polls().waiting().stream()
                                        .filter(poll -> request.user()
                                                .map(poll.user()::equals)
                                                .orElse(true))
                                        .filter(poll -> isBefore(poll.id().toString(), request))
                                        .map(this::describe))
                        .sorted(Comparator.comparing(Connected::connectionId).reversed())
                        .limit(request.limit())
                        .toList()));
    }

    private List<ClientConnection> connections(Optional<UserId> user) {
        return user.map(gateway.connections()::ofUser).orElseGet(gateway.connections()::all);
    }

    private static boolean isBefore(String id, ListConnections request) {
        return request.before().map(before -> id.compareTo(before) < 0).orElse(true);
    }

    /** Looked at on the connection's own event loop, where its values belong. */
    private Future<Connected> describe(ClientConnection connection) {
        Promise<Connected> described = Promise.promise();
        connection.socket().execute(() -> described.complete(connected(connection)));
        return described.future();
    }

    private Connected connected(ClientConnection connection) {
        ConnectionMetadata who =
                gateway.connections().metadata(connection, gateway.clock().instant());
        Optional<Position> position = connection.feed().flatMap(DurableFeed::position);
        return new Connected(
                who.connectionId(),
                who.user(),
                gateway.node(),
                who.transport(),
                who.connectedAt(),
                who.lastSeen(),
                who.userAgent(),
                who.channels(),
                position.map(Position::epoch),
                position.flatMap(known -> connection.feed().map(DurableFeed::openedAfter)),
                position.map(Position::seq),
                connection.feed().flatMap(DurableFeed::confirmed),
                connection.socket().pendingBytes());
    }

    private Connected describe(Polls.Waiting poll) {
        return new Connected(
                poll.id().toString(),
                poll.user(),
                gateway.node(),
                "poll",
                Ids.madeAt(poll.id().toString()),
                Ids.madeAt(poll.id().toString()),
                "",
                poll.channels(),
                poll.position().map(Position::epoch),
                poll.position().map(Position::seq),
                poll.position().map(Position::seq),
                Optional.empty(),
                0);
    }

    private NodeFigures figures() {
        Map<String, Integer> byTransport = new HashMap<>();
        int slow = 0;
        for (ClientConnection connection : gateway.connections().all()) {
            byTransport.merge(connection.socket().transport(), 1, Integer::sum);
            slow += connection
                            .feed()
                            .filter(feed -> feed.fullSinceNanos().isPresent())
                            .isPresent()
                    ? 1
                    : 0;
        }
        return gateway.traced().figures(byTransport, gateway.polls().count(), slow);
    }
}
