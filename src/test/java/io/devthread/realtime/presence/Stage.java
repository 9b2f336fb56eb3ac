package io.devthread.realtime.presence;

import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.RedisConfig;
import io.devthread.realtime.platform.RedisLink;
import io.devthread.realtime.presence.PresenceApi.Activity;
import io.devthread.realtime.presence.PresenceApi.AsSeenBy;
import io.devthread.realtime.presence.PresenceApi.Connected;
import io.devthread.realtime.presence.PresenceApi.OfUser;
import io.devthread.realtime.presence.PresenceApi.Presence;
import io.devthread.realtime.presence.PresenceApi.Refresh;
import io.devthread.realtime.presence.PresenceApi.Report;
import io.devthread.realtime.presence.PresenceApi.SetStatus;
import io.devthread.realtime.presence.PresenceApi.Shown;
import io.devthread.realtime.presence.PresenceApi.ShownOf;
import io.devthread.realtime.testkit.TestStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Presence processes on real stores, without a bus and with a clock that the test moves: nothing happens by itself. A
 * node lives as long as the test leaves it its lease.
 */
final class Stage implements AutoCloseable {
    static final PresenceConfig CONFIG = PresenceConfig.DEFAULT;
    static final Duration SECOND = Duration.ofSeconds(1);

    /** Of leases that only the test ends. */
    private static final String FAR_FUTURE = "99999999999999";

    final Vertx vertx = Vertx.vertx();
    final SetClock clock = new SetClock(Instant.parse("2026-01-01T00:00:00Z"));
    final Postgres postgres;
    private final RedisConfig redisConfig = TestStores.redis();
    private final List<RedisLink> links = new ArrayList<>();
    private final RedisLink redis;
    private final List<Process> processes = new ArrayList<>();
    private final AtomicLong numbers = new AtomicLong();

    Stage() {
        postgres = io.devthread.realtime.testkit.Connected.to(vertx, TestStores.postgres());
        redis = link();
        redis("FLUSHDB");
        process();
    }

    /** The parts of a {@link PresenceVerticle}, and what it has announced. */
    record Process(
            Leases leases,
            PresenceState state,
            Arrivals arrivals,
            Presences presences,
            Announcements announcements,
            SimpleMeterRegistry metrics,
            List<List<Shown>> published) {
        List<Shown> announced() {
            return published.stream().flatMap(List::stream).toList();
        }

        List<String> announced(UserId user) {
            return announced().stream()
                    .filter(shown -> shown.userId().equals(user))
                    .map(Shown::status)
                    .toList();
        }
    }

    Process process() {
        RedisLink link = link();
        PresenceState state = new PresenceState(link, clock, CONFIG);
        Leases leases = new Leases(link, clock, (askedAt, time) -> {});
        PresenceStore store = new PresenceStore(postgres);
        LastSeen lastSeen = new LastSeen(store);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        PresenceMetrics metrics = new PresenceMetrics(registry);
        List<List<Shown>> published = new ArrayList<>();
        Arrivals arrivals = new Arrivals(state, leases, store, found -> {
            metrics.count(found.counts());
            lastSeen.note(found.seen());
        });
        Presences presences = new Presences(state, leases, store, new Visibility(postgres), CONFIG.maxWatched());
        Announcements announcements = new Announcements(
                leases, state, arrivals, lastSeen, metrics, changed -> published.add(changed.items()));
        leases.look().await();
        Process process = new Process(leases, state, arrivals, presences, announcements, registry, published);
        processes.add(process);
        return process;
    }

    List<Process> processes() {
        return List.copyOf(processes);
    }

    Process first() {
        return processes.getFirst();
    }

    NodeId node() {
        NodeId node = NodeId.next();
        revive(node);
        return node;
    }

    void revive(NodeId node) {
        redis("ZADD", "leases", FAR_FUTURE, node);
        processes.forEach(process -> process.leases().look().await());
    }

    /** Its lease runs out; who notices when is another matter. */
    void kill(NodeId node) {
        redis("ZREM", "leases", node);
    }

    void report(NodeId node, UserId user, Activity activity) {
        report(first(), node, numbers.incrementAndGet(), user, activity);
    }

    void report(Process process, NodeId node, long number, UserId user, Activity activity) {
        process.arrivals().report(new Report(node, number, List.of(new Connected(user, activity))));
    }

    long nextNumber() {
        return numbers.incrementAndGet();
    }

    void refresh(NodeId node, List<Integer> buckets, Map<UserId, Activity> users) {
        first().arrivals()
                .refresh(new Refresh(
                        node,
                        numbers.incrementAndGet(),
                        buckets,
                        users.entrySet().stream()
                                .map(one -> new Connected(one.getKey(), one.getValue()))
                                .toList()));
    }

    void choose(UserId user, String status) {
        first().arrivals().setStatus(new SetStatus(user, status));
    }

    /** A second at a time, at the end of which every process does what it does once a second. */
    void pass(Duration time) {
        for (long left = time.toMillis(); left > 0; left -= SECOND.toMillis()) {
            clock.advance(Duration.ofMillis(Math.min(left, SECOND.toMillis())));
            processes.forEach(process -> process.announcements().run());
        }
    }

    String status(UserId user) {
        return shown(user).status();
    }

    Shown shown(UserId user) {
        return first().presences().shown(new ShownOf(List.of(user))).items().getFirst();
    }

    Presence own(UserId user) {
        return first().presences().own(new OfUser(user));
    }

    Presence seenBy(UserId viewer, UserId user) {
        return first().presences()
                .asSeenBy(new AsSeenBy(viewer, List.of(user)))
                .presences()
                .getFirst();
    }

    static UserId user() {
        return new UserId(UUID.randomUUID());
    }

    void follow(UserId follower, UserId followed) {
        postgres.query(
                "INSERT INTO follows VALUES ($1, $2, true, now(), $3)", follower.value(), followed.value(), Ids.next());
    }

    void converse(UserId one, UserId other) {
        postgres.query(
                "INSERT INTO conversations (id, user_a, user_b, created_at, updated_at)"
                        + " VALUES ($1, least($2::uuid, $3::uuid), greatest($2::uuid, $3::uuid), now(), now())",
                Ids.next(),
                one.value(),
                other.value());
    }

    void block(UserId user, UserId blocked) {
        postgres.query("INSERT INTO blocks VALUES ($1, $2, now())", user.value(), blocked.value());
    }

    void showPresence(UserId user, boolean show) {
        postgres.query(
                "INSERT INTO settings (user_id, show_presence, updated_at) VALUES ($1, $2, now())"
                        + " ON CONFLICT (user_id) DO UPDATE SET show_presence = excluded.show_presence",
                user.value(),
                show);
        first().arrivals().reread(List.of(user));
    }

    PresenceApi.Kept kept(UserId user) {
        return first().presences().kept(new OfUser(user));
    }

    Optional<Instant> stored(UserId user) {
        for (var row : postgres.query("SELECT last_seen FROM presence WHERE user_id = $1", user.value())) {
            return PresenceStore.lastSeen(row);
        }
        return Optional.empty();
    }

    Response redis(String command, Object... arguments) {
        Request request = Request.cmd(Command.create(command));
        for (Object argument : arguments) {
            request.arg(argument.toString());
        }
        return redis.send(request).await();
    }

    RedisLink link() {
        RedisLink link = RedisLink.connect(vertx, redisConfig);
        links.add(link);
        link.connected().await();
        return link;
    }

    @Override
    public void close() {
        links.forEach(link -> link.close().await());
        postgres.close().await();
        vertx.close().await();
    }
}
