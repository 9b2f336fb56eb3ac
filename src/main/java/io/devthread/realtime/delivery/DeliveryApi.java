package io.devthread.realtime.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.devthread.realtime.bus.Address;
import io.devthread.realtime.bus.Topic;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What delivery tells the nodes that hold connections, a hint each: the log is the truth. And what operators ask it. */
public final class DeliveryApi {
    private DeliveryApi() {}

    /** For operators: where events of a user are. Answered by any process that delivers; changes nothing. */
    public static final Address<TraceLog, Traced> TRACE =
            new Address<>("devthread.delivery.trace", TraceLog.class, Traced.class);

    /** For operators: what waits to be logged, of all users. */
    public static final Address<CountOutbox, OutboxCount> OUTBOX =
            new Address<>("devthread.delivery.outbox", CountOutbox.class, OutboxCount.class);

    /** A node's own address: what was just appended for users that are connected there. */
    public static Topic<Wakes> wakes(NodeId node) {
        return new Topic<>("devthread.wake." + node, Wakes.class);
    }

    /** A node's own address: connections of it whose session has been resumed elsewhere. */
    public static Topic<Replaced> replaced(NodeId node) {
        return new Topic<>("devthread.replaced." + node, Replaced.class);
    }

    /** A node's own address: what users that are connected there are told in passing. */
    public static Topic<EphemeralFrames> ephemerals(NodeId node) {
        return new Topic<>("devthread.ephemeral." + node, EphemeralFrames.class);
    }

    /** @param about ids of events, or of messages or notifications that they tell of */
    public record TraceLog(UserId user, List<UUID> about) {}

    /**
     * Never contents.
     *
     * @param head the log's end; empty where there is no log
     * @param oldest the first seq that the log still has; 0 for an empty one
     * @param nodes those that hold the user, dead ones perhaps among them
     * @param logged oldest first
     * @param waiting in the outbox: committed and not logged yet
     */
    public record Traced(
            Optional<Position> head,
            long oldest,
            List<NodeId> nodes,
            List<LoggedEvent> logged,
            List<WaitingEvent> waiting) {}

    /** @param at what the event says of its time: before its COMMIT */
    public record LoggedEvent(
            UUID id, String event, long seq, Instant at, Optional<UUID> message, Optional<UUID> notification) {}

    public record WaitingEvent(UUID id, Instant since) {}

    public record CountOutbox() {}

    /** @param rows at most 10,000 are counted */
    public record OutboxCount(long rows, Optional<Instant> oldest) {}

    public record Wakes(List<Wake> wakes) {}

    /**
     * One appended event, whole, so that nothing is read back in the normal case.
     *
     * @param body see {@link FrameBody}
     * @param traceparent of its append, where that is traced
     */
    public record Wake(
            UserId user,
            Position position,
            String body,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> traceparent) {}

    public record EphemeralFrames(List<EphemeralFrame> frames) {}

    /**
     * For those connections of one user that are subscribed to the channel now; gone where there is none or no room.
     *
     * @param channel the name as in {@code system/subscribe}; {@code user:<id>} for all connections of that user
     * @param body see {@link FrameBody#ephemeral}
     */
    public record EphemeralFrame(UserId user, String channel, String body) {}

    /** The same for several users; none of them stands there twice. */
    public record SharedFrame(List<UserId> users, String channel, String body) {
        public SharedFrame(EphemeralFrame ofOne) {
            this(List.of(ofOne.user()), ofOne.channel(), ofOne.body());
        }
    }

    /**
     * For one user who polls: one frame with news, of which is left out what the user has been told by another node.
     *
     * @param before the body (see {@link FrameBody}) up to the texts of the news
     * @param news each of something else
     * @param after the rest of the body
     */
    public record NewsFrame(UserId user, String channel, String before, List<News> news, String after) {}

    /**
     * How something stands now.
     *
     * @param of its name among all that the user is told news of
     * @param version what has a lower one than has been told is older, and not to be told any more
     * @param state in short, without what need not be told anew: the same twice in a row is told once
     * @param text what stands in the frame
     */
    public record News(String of, long version, String state, String text) {}

    /** The connection is to be closed with 4505: its session lives on in a newer connection. */
    public record Replaced(UserId user, String connection) {}
}
