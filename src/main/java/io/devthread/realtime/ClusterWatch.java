package io.devthread.realtime;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.Topic;
import io.devthread.realtime.platform.Cluster;
import io.devthread.realtime.platform.MetricNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this process reachable on the event bus. Where each process listens stands in a map of the cluster, which a
 * split, a merge or two deaths at once leave with holes, and each process remembers what it has read of it: the
 * cluster then looks whole, and messages go nowhere for ever (vertx-hazelcast #90, #109, #196).
 *
 * <p>Every 2 s each process says on the bus that it is there. This one tells the cluster anew where it listens
 *
 * <ul>
 *   <li>when members have come or gone: soon, and once more for what the others did late;
 *   <li>when a member of the cluster that was heard is not heard any more: what is told anew corrects what that one
 *       remembers of us. Members that never beat are services of others, or of an older version;
 *   <li>when one of its addresses is missing in the map.
 * </ul>
 *
 * <p>A member that is there and does not answer (its packets get lost) holds whoever asks the map, and the thread that
 * does it. So only one thing is under way at a time, and while it is, no beat counts.
 */
final class ClusterWatch extends VerticleBase {
    /** It is there. @param node as {@link Cluster#node} says */
    record Beat(String node) {}

    static final Topic<Beat> BEAT = new Topic<>("devthread.cluster.beat", Beat.class);

    private static final Logger LOG = LoggerFactory.getLogger(ClusterWatch.class);
    static final Duration EVERY = Duration.ofSeconds(2);

    /** What has not ended then is given up: longer than any call to the cluster may wait. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** So many beats a member may miss. */
    static final int MISSED = 3;

    /** The beats after a change at which it is told anew. */
    private static final Set<Integer> AFTER_CHANGE = Set.of(1, 5);

    /** The map is looked at every so many beats. */
    private static final int LOOK = 5;

    private final Cluster cluster;
    private final Bus bus;
    private final MeterRegistry registry;
    private final Duration every;
    private final Map<String, Integer> beatsSinceHeard = new HashMap<>();
    private volatile int unheard;
    private volatile boolean underWay;
    private int changes;
    private int beatsSinceChange = AFTER_CHANGE.size() * LOOK;

    ClusterWatch(Cluster cluster, Bus bus, MeterRegistry registry, Duration every) {
        this.cluster = cluster;
        this.bus = bus;
        this.registry = registry;
        this.every = every;
        registry.gauge(MetricNames.CLUSTER_UNHEARD, this, watch -> watch.unheard);
        List.of("changed", "unheard", "missing").forEach(this::renewals);
    }

    @Override
    public Future<?> start() {
        changes = cluster.changes();
        vertx.setPeriodic(every.toMillis(), tick -> beat());
        return bus.listen(BEAT, beat -> beatsSinceHeard.put(beat.node(), 0));
    }

    private void beat() {
        bus.publish(BEAT, new Beat(cluster.node()));
        countBeats();
        if (underWay) {
            return;
        }
        if (AFTER_CHANGE.contains(beatsSinceChange)) {
            renew("changed");
        } else if (unheard > 0 && beatsSinceChange % MISSED == 0) {
            LOG.warn("cluster.unheard nodes={}", silent());
            renew("unheard");
        } else if (beatsSinceChange % LOOK == 0) {
            look();
        }
    }

    private void countBeats() {
        int now = cluster.changes();
        beatsSinceChange = now == changes ? beatsSinceChange + (underWay ? 0 : 1) : 0;
        changes = now;
        Set<String> nodes = cluster.nodes();
        beatsSinceHeard.keySet().retainAll(nodes);
        beatsSinceHeard.replaceAll((node, beats) -> beats + 1);
        unheard = silent().size();
    }

    private Set<String> silent() {
        Set<String> silent = new TreeSet<>();
        beatsSinceHeard.forEach((node, beats) -> {
            if (beats > MISSED) {
                silent.add(node);
            }
        });
        return silent;
    }

    private void look() {
        Set<String> missing = new TreeSet<>();
        Future<Void> looked = Future.succeededFuture();
        for (String address : bus.addresses()) {
            looked = looked.compose(before -> cluster.isRegistered(address)).map(known -> {
                if (!known) {
                    missing.add(address);
                }
                return null;
            });
        }
        begin(looked).onSuccess(all -> {
            missing.retainAll(bus.addresses()); // what has ended meanwhile is not missing
            if (!missing.isEmpty()) {
                LOG.warn("cluster.missing addresses={}", missing);
                renew("missing");
            }
        });
    }

    private Future<Void> begin(Future<Void> work) {
        underWay = true;
        return work.timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).onComplete(done -> underWay = false);
    }

    private void renew(String reason) {
        renewals(reason).increment();
        LOG.debug("cluster.renewed reason={}", reason);
        begin(cluster.renew(bus.addresses()))
                .onFailure(failed -> LOG.warn("cluster.renewal failed cause={}", failed.toString()));
    }

    private Counter renewals(String reason) {
        return registry.counter(MetricNames.CLUSTER_RENEWALS, "reason", reason);
    }
}
