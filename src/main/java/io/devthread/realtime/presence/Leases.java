package io.devthread.realtime.presence;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.platform.LuaScript;
import io.devthread.realtime.platform.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which gateways live. Read at least once a second; in between the last answer is good enough, see {@link View}. */
final class Leases {
    /** A process that could not look for so long, or was paused itself, must not act on what it knew before. */
    private static final Duration STALE = Duration.ofSeconds(3);

    private static final List<String> KEYS = List.of("leases");

    private final LuaScript script;
    private final InstantSource clock;
    private final HeardTime heardTime;
    private volatile View last = new View(0, Set.of());

    /**
     * @param readAt in Unix ms; says nothing of what a node has reported after it
     * @param live the nodes whose lease had not run out then
     */
    record View(long readAt, Set<NodeId> live) {}

    /** Is told Redis' time whenever it is heard: see {@link RedisClock#heard}. */
    @FunctionalInterface
    interface HeardTime {
        void heard(long askedAt, long redisMillis);
    }

    Leases(RedisLink redis, InstantSource clock, HeardTime heardTime) {
        this.script = redis.script("presence_leases");
        this.clock = clock;
        this.heardTime = heardTime;
    }

    Future<View> look() {
        long askedAt = clock.millis();
        return script.call(KEYS, List.of()).map(answer -> {
            heardTime.heard(askedAt, answer.get(0).toLong());
            last = new View(askedAt, nodes(answer));
            return last;
        });
    }

    /** @throws Refusal {@code unavailable} when the last look was too long ago */
    View view() {
        View view = last;
        if (clock.millis() - view.readAt() > STALE.toMillis()) {
            throw Refusal.unavailable("presence");
        }
        return view;
    }

    /**
     * For what only a node with a lease may do: one that was not among the living yet is looked for again.
     *
     * @throws Refusal {@code unavailable} for a node without one
     */
    View viewWith(NodeId node) {
        View view = view();
        View found = view.live().contains(node) ? view : look().await();
        if (!found.live().contains(node)) {
            throw Refusal.unavailable("the lease of the node");
        }
        return found;
    }

    private static Set<NodeId> nodes(Response answer) {
        return answer.stream()
                .skip(1)
                .map(value -> new NodeId(value.toString()))
                .collect(Collectors.toUnmodifiableSet());
    }
}
