package io.devthread.realtime.gateway.trace;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.devthread.realtime.bus.Address;
import io.devthread.realtime.delivery.Resumption.Reason;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What gateways ask each other for operators. */
public final class TraceApi {
    private TraceApi() {}

    /** A node's own address: what it remembers of events and users, and the users' connections. */
    public static Address<Look, Seen> look(NodeId node) {
        return Address.at(node, "devthread.trace", Look.class, Seen.class);
    }

    /** A node's own address: some of its connections. */
    public static Address<ListConnections, ConnectionList> connections(NodeId node) {
        return Address.at(node, "devthread.connections", ListConnections.class, ConnectionList.class);
    }

    /** A node's own address: how much there is of everything. */
    public static Address<AskFigures, NodeFigures> figures(NodeId node) {
        return Address.at(node, "devthread.figures", AskFigures.class, NodeFigures.class);
    }

    /** What can happen to an event, or to a connection that should get it. */
    public enum Kind {
        /** The node heard of the event. */
        WOKEN,
        /** Given to a connection's socket, in order. */
        WRITTEN,
        /** Given to a poll as its answer. */
        ANSWERED,
        /** A client has everything up to this seq. */
        CONFIRMED,
        /** A client began without a position: it loads its state over HTTP, live events follow this seq. */
        STARTED,
        /** A client went on from this seq without a gap. */
        RESUMED,
        /** Continuity could not be proved: the client was told to reload, live events follow this seq. */
        RESET,
        /** The reader was too slow: what follows this seq waits in the log. */
        HELD,
        /** The reader was too slow for ephemeral events: some were dropped. At most once a second and connection. */
        SHED,
        /** The connection ended with this close code; 0: the client went, or the network. */
        CLOSED
    }

    /**
     * @param events empty for the history of the users' connections: the newest of it, without confirmations, which are many
     * @param users whose connections are meant
     * @param since what happened before to the users' connections does not matter
     */
    public record Look(List<UUID> events, List<UserId> users, Instant since) {}

    /**
     * @param remembersSince what happened here before then is forgotten
     * @param sightings of the events, and of the users' connections, oldest first
     */
    public record Seen(NodeId node, Instant remembersSince, List<Sighting> sightings, List<Connected> connections) {}

    /**
     * @param connection of a socket or a poll; empty where none is concerned
     * @param number a seq, or for {@link Kind#CLOSED} the code
     * @param reason of a {@link Kind#RESET}
     */
    public record Sighting(
            Kind kind,
            Optional<UUID> event,
            UserId user,
            Optional<UUID> connection,
            long number,
            Instant at,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Reason> reason) {
        public Sighting(
                Kind kind, Optional<UUID> event, UserId user, Optional<UUID> connection, long number, Instant at) {
            this(kind, event, user, connection, number, at, Optional.empty());
        }
    }

    /**
     * @param before only those whose id is smaller: ids sort by time
     * @param limit newest first
     */
    public record ListConnections(Optional<UserId> user, Optional<String> before, int limit) {}

    public record ConnectionList(List<Connected> items) {}

    /**
     * @param transport as in the metrics; {@code poll} for a poll that waits
     * @param channels the personal one first
     * @param epoch empty, as {@code seq}, until the welcome is out
     * @param afterSeq where it began: only what follows was written to it
     * @param seq where it stands
     * @param acknowledged up to where the client has confirmed; empty where it never did, and for polls
     * @param queueBytes written and not yet taken by the kernel
     */
    public record Connected(
            String connectionId,
            UserId userId,
            NodeId node,
            String transport,
            Instant connectedAt,
            Instant lastSeen,
            String userAgent,
            List<String> channels,
            Optional<String> epoch,
            Optional<Long> afterSeq,
            Optional<Long> seq,
            Optional<Long> acknowledged,
            long queueBytes) {}

    public record AskFigures() {}

    /**
     * Totals are since the start of the process.
     *
     * @param slowReaders connections that durable events wait for now
     * @param latency how many events of the last seconds reached their sockets in which time: see {@link Latencies}
     */
    public record NodeFigures(
            Map<String, Integer> connections,
            int polls,
            int slowReaders,
            long messages,
            long written,
            long confirmed,
            long started,
            long resumed,
            long reset,
            long shed,
            List<Long> latency) {}
}
