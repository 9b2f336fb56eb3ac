package io.devthread.realtime.delivery;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.delivery.DeliveryApi.EphemeralFrame;
import io.devthread.realtime.delivery.DeliveryApi.EphemeralFrames;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.LuaScript;
import io.devthread.realtime.platform.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people what is worth knowing now or never (typing, presence): to the nodes that hold their connections, and to
 * no other. Nothing is stored, nothing repeated. For the capabilities, on event loops and virtual threads alike.
 *
 * <p>Costs one Redis call per bucket and one bus message per node, however many frames are given at once. The directory
 * may still name a node that has died; nobody listens on its address, so what is told there is simply gone.
 */
public final class Ephemerals {
    private static final Logger LOG = LoggerFactory.getLogger(Ephemerals.class);

    private final RedisLink redis;
    private final LuaScript holders;
    private final Bus bus;

    public Ephemerals(RedisLink redis, Bus bus) {
        this.redis = redis;
        this.holders = redis.script("delivery_holders");
        this.bus = bus;
    }

    /** Need not be awaited; never fails. Frames for one user go out in the order given. */
    public Future<Void> tell(Collection<EphemeralFrame> frames) {
        Map<Integer, List<EphemeralFrame>> buckets = frames.stream()
                .collect(Collectors.groupingBy(
                        frame -> UserKeys.bucket(frame.user()), LinkedHashMap::new, Collectors.toList()));
        List<Future<Map<NodeId, List<EphemeralFrame>>>> found =
                buckets.values().stream().map(this::byNode).toList();
        return found.isEmpty()
                ? Future.succeededFuture()
                : Future.join(found).transform(done -> {
                    send(found);
                    return Future.succeededFuture();
                });
    }

    /** @param frames for users of one bucket */
    private Future<Map<NodeId, List<EphemeralFrame>>> byNode(List<EphemeralFrame> frames) {
        Map<UserId, List<EphemeralFrame>> byUser = frames.stream()
                .collect(Collectors.groupingBy(EphemeralFrame::user, LinkedHashMap::new, Collectors.toList()));
        List<String> directories =
                byUser.keySet().stream().map(user -> new UserKeys(user).nodes()).toList();
        return holders.call(directories, List.of())
                .map(answer -> byNode(new ArrayList<>(byUser.values()), answer))
                .onFailure(this::report);
    }

    private static Map<NodeId, List<EphemeralFrame>> byNode(List<List<EphemeralFrame>> users, Response nodesOfEach) {
        Map<NodeId, List<EphemeralFrame>> nodes = new LinkedHashMap<>();
        for (int i = 0; i < users.size(); i++) {
            for (Response node : nodesOfEach.get(i)) {
                nodes.computeIfAbsent(new NodeId(node.toString()), first -> new ArrayList<>())
                        .addAll(users.get(i));
            }
        }
        return nodes;
    }

    private void send(List<Future<Map<NodeId, List<EphemeralFrame>>>> buckets) {
        Map<NodeId, List<EphemeralFrame>> nodes = new LinkedHashMap<>();
        buckets.stream().filter(Future::succeeded).forEach(bucket -> bucket.result()
                .forEach((node, frames) ->
                        nodes.computeIfAbsent(node, first -> new ArrayList<>()).addAll(frames)));
        nodes.forEach((node, frames) -> bus.tell(DeliveryApi.ephemerals(node), new EphemeralFrames(frames)));
    }

    /** The link itself says when Redis goes and comes. */
    private void report(Throwable failed) {
        if (redis.isUp()) {
            LOG.warn("delivery.ephemeral_lost cause={}", failed.toString());
        }
    }
}
