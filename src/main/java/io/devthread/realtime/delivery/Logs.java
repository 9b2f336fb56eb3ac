package io.devthread.realtime.delivery;

import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.LuaScript;
import io.devthread.realtime.platform.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the holders of connections ask of the per-user event logs and of the directory of who is
 * connected where. Each call is one Redis script; all may be called from an event loop, and answer on the caller's
 * context. A future fails with {@code unavailable} when Redis is away.
 */
public final class Logs {
    /** For the directory of a user whose nodes have all died; while one lives its position check renews it. */
    static final Duration DIRECTORY_TTL = Duration.ofHours(1);

    /** What is lost of the directory and the sessions, and no log with it, is back after so long. */
    private static final Duration HEALED_WITHIN = Duration.ofSeconds(15);

    private static final String NO_EPOCH = "";

    private final NodeLease lease;
    private final LogProofs proofs;
    private final HeadCheck check;
    private final LuaScript register;
    private final LuaScript unregister;
    private final LuaScript subscriptions;
    private final LuaScript read;
    private final String connectionsPerUser;
    private final String logTtl;
    private final String sessionTtl;
    private final Duration keepEvery;
    private final String directoryTtl = Long.toString(DIRECTORY_TTL.toMillis());

    /** @param lease of the node that the connections are on */
    public Logs(RedisLink redis, NodeLease lease, DeliveryConfig config, LogProofs proofs) {
        this.lease = lease;
        this.proofs = proofs;
        this.register = redis.script("delivery_log", "delivery_register");
        this.unregister = redis.script("delivery_unregister");
        this.subscriptions = redis.script("delivery_subscriptions");
        this.read = redis.script("delivery_log", "delivery_read");
        this.connectionsPerUser = Integer.toString(config.connectionsPerUser());
        this.logTtl = Long.toString(config.logTtl().toMillis());
        this.sessionTtl = Long.toString(config.sessionTtl().toMillis());
        Duration quarter = config.sessionTtl().dividedBy(4);
        this.keepEvery = quarter.compareTo(HEALED_WITHIN) < 0 ? quarter : HEALED_WITHIN;
        this.check = new HeadCheck(redis, lease.node(), proofs, logTtl, sessionTtl, directoryTtl);
    }

    /**
     * Enters a connection: directory, limit of connections, session and resume in one call, so that nothing can fall
     * between the replay and the first wake-up.
     */
    public Future<Registered> register(Registration request) {
        return call(request, lease.live(), "")
                .compose(answer -> kind(answer).equals("unsure")
                        ? lease.renew()
                                .compose(live -> call(request, live, "sure"))
                                .map(sure -> registered(request, sure))
                        : Future.succeededFuture(registered(request, answer)));
    }

    /** Takes a connection out of the directory and starts the time that its session can still be restored. */
    public Future<Void> unregister(Departure departure) {
        UserKeys keys = new UserKeys(departure.user());
        return unregister
                .call(
                        List.of(keys.nodes(), keys.session(departure.session())),
                        List.of(
                                lease.node().value(),
                                departure.connection(),
                                Integer.toString(departure.connectionsHere()),
                                departure.pollsHere() ? "1" : "0",
                                sessionTtl,
                                directoryTtl))
                .mapEmpty();
    }

    /** Remembers all the channels that the session is subscribed to now, as long as it is the connection's. */
    public Future<Void> saveSubscriptions(UserId user, String session, String connection, Set<String> channels) {
        return subscriptions
                .call(
                        List.of(new UserKeys(user).session(session)),
                        List.of(connection, String.join("\n", channels), sessionTtl))
                .mapEmpty();
    }

    /** What follows {@code after}, for a live connection that saw a jump, and for cursor reads. */
    public Future<Tail> read(UserId user, Position after) {
        UserKeys keys = new UserKeys(user);
        List<String> arguments = List.of(Epochs.next(), logTtl, after.epoch(), Long.toString(after.seq()));
        return proofs.whole(user, () -> read.call(List.of(keys.head(), keys.log()), arguments))
                .map(answer -> tail(answer, after));
    }

    /**
     * The position check: finds the users whose log ends elsewhere than the node believes, and the connections that
     * have been replaced. It also tells the directory and the sessions again, so that both heal by themselves; what is
     * not told at least every {@link #keepEvery} runs out.
     *
     * <p>It takes about 5 µs of the caller's thread per user and one Redis call per bucket (measured: 10,000 users in
     * 35 ms and 130 ms), so a node with many users takes some of the {@link #bucket buckets} at a time. What is given
     * must be true at the moment of the call: it overwrites what the directory says of this node. A bucket that can't
     * be asked is left to the next check; the future fails only if none could.
     */
    public Future<Checked> check(Collection<Watched> watched) {
        return check.check(watched);
    }

    /**
     * The same at a third of the cost. But of those whose log ends as believed it keeps nothing alive, and does not see
     * that a connection was replaced: so it can only stand in between two checks.
     */
    public Future<Checked> glance(Collection<Watched> watched) {
        return check.glance(watched);
    }

    /** How often {@link #check} is needed for each user. */
    public Duration keepEvery() {
        return keepEvery;
    }

    /** 0 to 255: users of one bucket are checked in one Redis call. */
    public static int bucket(UserId user) {
        return UserKeys.bucket(user);
    }

    private Future<Response> call(Registration request, Set<NodeId> live, String sure) {
        UserKeys keys = new UserKeys(request.user());
        List<String> arguments = new ArrayList<>(List.of(
                lease.node().value(),
                request.connection(),
                Integer.toString(request.connectionsHere()),
                connectionsPerUser,
                Epochs.next(),
                logTtl,
                sessionTtl,
                directoryTtl,
                request.resumedAfter().map(Position::epoch).orElse(NO_EPOCH),
                request.resumedAfter().map(after -> Long.toString(after.seq())).orElse("0"),
                sure));
        live.forEach(node -> arguments.add(node.value()));
        String session = keys.session(request.session());
        List<String> all = List.of(
                keys.head(),
                keys.log(),
                keys.nodes(),
                session,
                request.resumedSession().map(keys::session).orElse(session));
        return proofs.whole(request.user(), () -> register.call(all, arguments));
    }

    private static Registered registered(Registration request, Response answer) {
        if (kind(answer).equals("too_many")) {
            return new Registered.TooManyConnections();
        }
        boolean restored = answer.get(3).toInteger() == 1;
        return new Registered.Accepted(
                restored ? request.resumedSession().orElseThrow() : request.session(),
                head(answer),
                resumption(request, answer),
                restored,
                channels(answer.get(4).toString()),
                replaced(answer.get(5).toString(), answer.get(6).toString()));
    }

    private static Resumption resumption(Registration request, Response answer) {
        String result = answer.get(7).toString();
        return switch (result) {
            case "none" -> new Resumption.None();
            case "full" ->
                new Resumption.Full(entries(answer, 8, request.resumedAfter().orElseThrow()));
            default -> new Resumption.Reset(Resumption.Reason.of(result));
        };
    }

    private static Tail tail(Response answer, Position after) {
        return kind(answer).equals("full")
                ? new Tail.Entries(entries(answer, 3, after), head(answer))
                : new Tail.Lost(head(answer));
    }

    private static String kind(Response answer) {
        return answer.get(0).toString();
    }

    private static Position head(Response answer) {
        return new Position(answer.get(1).toString(), answer.get(2).toLong());
    }

    /** The bodies come without their numbers: they are contiguous. */
    private static List<Entry> entries(Response answer, int first, Position after) {
        return IntStream.range(first, answer.size())
                .mapToObj(i ->
                        new Entry(after.seq() + 1 + i - first, answer.get(i).toString()))
                .toList();
    }

    private static Set<String> channels(String lines) {
        return lines.lines().collect(Collectors.toUnmodifiableSet());
    }

    private static Optional<Registered.Predecessor> replaced(String node, String connection) {
        return node.isEmpty()
                ? Optional.empty()
                : Optional.of(new Registered.Predecessor(new NodeId(node), connection));
    }
}
