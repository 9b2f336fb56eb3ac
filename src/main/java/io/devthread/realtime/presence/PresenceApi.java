package io.devthread.realtime.presence;

import io.devthread.realtime.bus.Address;
import io.devthread.realtime.bus.Topic;
import io.devthread.realtime.model.Export;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who is there. A person's <em>shown</em> status is one for all viewers: {@code offline} for who appears offline or
 * shows no presence. Who may see whom at all is a matter of the pair; viewers that may not read {@code offline}.
 */
public final class PresenceApi {
    /** Users that one question may name. */
    public static final int MOST_ASKED = 100;

    private PresenceApi() {}

    /**
     * A node's connections, as they are now for the users given. Idempotent; the newest report of a node counts.
     * Refused with {@code unavailable} while the node holds no lease, and then to be told again.
     */
    public static final Address<Report, Noted> REPORT =
            new Address<>("devthread.presence.report", Report.class, Noted.class);

    /**
     * All of a node's users of some buckets: whoever is not named has gone. To be told of all buckets in turn, each
     * once in {@link PresenceConfig#refreshEvery}, and of all at once when the node's lease was lost: so whatever was
     * lost on either side heals. Refused as {@link #REPORT} is.
     */
    public static final Address<Refresh, Noted> REFRESH =
            new Address<>("devthread.presence.refresh", Refresh.class, Noted.class);

    /** A person's own choice: {@code online} takes an earlier one back. */
    public static final Address<SetStatus, Presence> SET_STATUS =
            new Address<>("devthread.presence.set_status", SetStatus.class, Presence.class);

    /** The own presence, as the person has it: {@code offline} when appearing so, whoever else may see what. */
    public static final Address<OfUser, Presence> OWN =
            new Address<>("devthread.presence.own", OfUser.class, Presence.class);

    /** What is held of the user that outlives the connections. */
    public static final Address<OfUser, Kept> KEPT = new Address<>("devthread.presence.kept", OfUser.class, Kept.class);

    /** Forgets it. Who is connected stays so, and is seen again from then on. */
    public static final Address<Export.Erase, Export.Erased> ERASE =
            new Address<>("devthread.presence.erase", Export.Erase.class, Export.Erased.class);

    /** What a viewer may see of at most 100 others. Everyone else reads as {@code offline} and never seen. */
    public static final Address<AsSeenBy, Presences> AS_SEEN_BY =
            new Address<>("devthread.presence.as_seen_by", AsSeenBy.class, Presences.class);

    /** For other services, over the bridges: the shown presence of at most 100 users. */
    public static final Address<OfUsers, Presences> QUERY =
            new Address<>("devthread.presence.query", OfUsers.class, Presences.class);

    /** Whom each of some viewers is told of by itself: those followed, without those that may not be seen. */
    public static final Address<WatchLists, Watched> WATCHED =
            new Address<>("devthread.presence.watched", WatchLists.class, Watched.class);

    /** Of some pairs those where the viewer may be told of the user, who is no stranger. For partners of conversations. */
    public static final Address<Pairs, Pairs> VISIBLE =
            new Address<>("devthread.presence.visible", Pairs.class, Pairs.class);

    /** The shown presence of any number of users, with versions, for the nodes that hold viewers. */
    public static final Address<ShownOf, ShownList> SHOWN =
            new Address<>("devthread.presence.shown", ShownOf.class, ShownList.class);

    /** To all nodes that hold viewers, what changed within about a second together. */
    public static final Topic<ShownList> CHANGED = new Topic<>("devthread.presence.changed", ShownList.class);

    /** To gateways of the version before, which hear of follows and blocks here only: ask {@link #WATCHED} again. */
    public static final Topic<WatchListsChanged> WATCH_LISTS_CHANGED =
            new Topic<>("devthread.presence.watch_lists_changed", WatchListsChanged.class);

    /**
     * @param node a gateway whose lease vouches for what it reports
     * @param number grows with every report or refresh of the node: reports may overtake each other on their way
     */
    public record Report(NodeId node, long number, List<Connected> users) {}

    /**
     * @param number of the same row as that of reports, taken when {@code users} were collected
     * @param buckets of the users, as {@link io.devthread.realtime.delivery.Logs#bucket} has them
     * @param users all of these buckets; those that only poll need not be named
     */
    public record Refresh(NodeId node, long number, List<Integer> buckets, List<Connected> users) {}

    /**
     * @param activity that of the most available connection of the user on the node; {@code gone} with the last one. Who
     *     polls there, too, is named a second time
     */
    public record Connected(UserId userId, Activity activity) {}

    public enum Activity {
        ACTIVE,
        IDLE,
        /** Long polling: counts until 15 s after the report without another one. */
        POLLING,
        GONE
    }

    public record Noted() {}

    /** @param status online, away, busy or offline */
    public record SetStatus(UserId userId, String status) {}

    public record OfUser(UserId userId) {}

    /** @param chosenStatus away, busy or offline; empty where it follows from the connections */
    public record Kept(Optional<String> chosenStatus, Optional<Instant> lastSeen) {}

    public record OfUsers(List<UserId> userIds) {}

    public record AsSeenBy(UserId viewerId, List<UserId> userIds) {}

    public record Presences(List<Presence> presences) {}

    /** As contract section 4 has it. {@code lastSeen} only of who is offline and may be seen. */
    public record Presence(UserId userId, String status, Optional<Instant> lastSeen) {}

    public record WatchLists(List<UserId> viewers) {}

    /** @param lists of the first viewers at least; those that it has no room for are to be asked for again */
    public record Watched(List<WatchList> lists) {}

    /** @param users bounded; more by {@link #AS_SEEN_BY} */
    public record WatchList(UserId viewerId, List<UserId> users) {}

    public record Pairs(List<Pair> pairs) {}

    public record Pair(UserId viewerId, UserId userId) {}

    public record WatchListsChanged(List<UserId> viewers) {}

    public record ShownOf(List<UserId> userIds) {}

    public record ShownList(List<Shown> items) {}

    /** @param version grows with every change of the user: what has a lower one is older and to be dropped */
    public record Shown(UserId userId, String status, Optional<Instant> lastSeen, long version) {}
}
