package io.devthread.realtime.delivery;

import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.platform.LuaScript;
import io.devthread.realtime.platform.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proof that a node lives. One lease per node, not per user: when it runs out, everything that the node has in the
 * directory is void at once. The call that renews it also says which nodes live.
 *
 * <p>A node that was away too long, or whose Redis has lost everything, finds its lease lost: it must tell the
 * directory all its users again ({@code onLost}), since others may have pruned them.
 */
public final class NodeLease {
    private static final Logger LOG = LoggerFactory.getLogger(NodeLease.class);
    private static final String LEASES = "leases";
    private static final int RENEWALS_PER_TTL = 5;

    private final Vertx vertx;
    private final RedisLink redis;
    private final LuaScript renew;
    private final NodeId node;
    private final long ttlMillis;
    private final Runnable onLost;
    private volatile boolean taken;
    private volatile Set<NodeId> live;
    private volatile long timer;

    private NodeLease(Vertx vertx, RedisLink redis, NodeId node, DeliveryConfig config, Runnable onLost) {
        this.vertx = vertx;
        this.redis = redis;
        this.renew = redis.script("delivery_lease");
        this.node = node;
        this.live = Set.of(node);
        this.ttlMillis = config.leaseTtl().toMillis();
        this.onLost = onLost;
    }

    /**
     * To be taken before the node enters its first user, and renewed by itself from then on. Fails with
     * {@code unavailable} when Redis is away.
     */
    public static Future<NodeLease> take(
            Vertx vertx, RedisLink redis, NodeId node, DeliveryConfig config, Runnable onLost) {
        NodeLease lease = new NodeLease(vertx, redis, node, config, onLost);
        return lease.renew().map(live -> {
            lease.taken = true;
            lease.timer = vertx.setPeriodic(lease.ttlMillis / RENEWALS_PER_TTL, tick -> lease.renew());
            return lease;
        });
    }

    public NodeId node() {
        return node;
    }

    /** As of the last renewal, this node included. */
    public Set<NodeId> live() {
        return live;
    }

    /** The nodes that live now. */
    Future<Set<NodeId>> renew() {
        return renew.call(List.of(LEASES), List.of(node.value(), Long.toString(ttlMillis)))
                .map(answer -> {
                    live = nodes(answer);
                    if (taken && answer.get(0).toInteger() == 0) {
                        LOG.warn("delivery.lease_lost node={}", node);
                        onLost.run();
                    }
                    return live;
                });
    }

    /** For an orderly end: what the node has in the directory is void from now on. */
    public Future<Void> leave() {
        vertx.cancelTimer(timer);
        return redis.send(Request.cmd(Command.ZREM).arg(LEASES).arg(node.value()))
                .mapEmpty();
    }

    private static Set<NodeId> nodes(Response answer) {
        return answer.stream()
                .skip(1)
                .map(value -> new NodeId(value.toString()))
                .collect(Collectors.toUnmodifiableSet());
    }
}
