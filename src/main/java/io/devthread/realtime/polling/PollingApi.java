package io.devthread.realtime.polling;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.devthread.realtime.bus.Address;
import io.devthread.realtime.bus.Topic;
import io.devthread.realtime.delivery.DeliveryApi.EphemeralFrame;
import io.devthread.realtime.delivery.DeliveryApi.NewsFrame;
import io.devthread.realtime.delivery.DeliveryApi.SharedFrame;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import java.util.List;
import java.util.Optional;

/** What gateways ask for their clients that poll. Each call is short: whoever waits, waits in the gateway. */
public final class PollingApi {
    private PollingApi() {}

    /** What there is to answer now. From here on the node is woken for the user, until {@link #LEFT}. */
    public static final Address<Read, Answer> READ = new Address<>("devthread.polling.read", Read.class, Answer.class);

    /** Keeps what users who poll were told in passing; the answer says that it can be read. */
    public static final Address<Passing, Kept> KEEP =
            new Address<>("devthread.polling.keep", Passing.class, Kept.class);

    /** Users who polled on a node and have not come again. */
    public static final Topic<Left> LEFT = new Topic<>("devthread.polling.left", Left.class);

    /**
     * @param node that holds the poll
     * @param lastPollId that of the answer before, whatever the client says it is
     * @param position instead of it, for a client that comes from a socket; both empty: it starts afresh
     * @param channels whose ephemeral events are wanted; the caller has checked the rights
     */
    public record Read(
            UserId userId,
            NodeId node,
            Optional<String> lastPollId,
            Optional<Position> position,
            List<String> channels) {}

    /**
     * @param frames whole texts: the durable events in order, then the ephemeral ones
     * @param position where the client stands with this answer
     * @param confirmed what the client has shown to have; empty where it can't be true
     * @param reset continuity can't be proved: the client loads its state anew
     * @param more did not fit
     */
    public record Answer(
            List<String> frames,
            String lastPollId,
            Position position,
            Optional<Position> confirmed,
            boolean reset,
            boolean more) {}

    /**
     * @param frames each with a text of its own, as processes of the version before know them
     * @param shared by several users: once on the bus, however many they are
     * @param news that other nodes may bring too; a process of the version before passes over it
     */
    public record Passing(
            List<EphemeralFrame> frames,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<List<SharedFrame>> shared,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<List<NewsFrame>> news) {

        /** As processes of the version before know them. */
        public static Passing each(List<EphemeralFrame> frames) {
            return new Passing(frames, Optional.empty(), Optional.empty());
        }

        public static Passing shared(List<SharedFrame> frames) {
            return new Passing(List.of(), Optional.of(frames), Optional.empty());
        }

        public static Passing news(List<NewsFrame> frames) {
            return new Passing(List.of(), Optional.empty(), Optional.of(frames));
        }
    }

    /** Each is absent from a process of a version that passes over such frames. */
    public record Kept(
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Boolean> shared,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Boolean> news) {
        /** What this version keeps. */
        public static final Kept ALL = new Kept(Optional.of(true), Optional.of(true));
    }

    public record Left(NodeId node, List<UserId> users) {}
}
