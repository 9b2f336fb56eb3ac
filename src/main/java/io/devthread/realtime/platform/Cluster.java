package io.devthread.realtime.platform;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The cluster that carries the event bus: Hazelcast, found by a list of addresses (no multicast, no cloud discovery),
 * with a member port only (no door for Hazelcast clients, REST or memcache), and quick to notice that a process is
 * gone. A single process is a cluster of one, so that it never behaves otherwise than several. Neither port knows
 * passwords: they belong on a private network.
 */
public final class Cluster {
    private static final Duration BUS_PING = Duration.ofSeconds(2);
    private static final Duration BUS_CONNECT = Duration.ofSeconds(3);

    /** Hazelcast's own, between two tries of a call. */
    private static final Duration RETRY_PAUSE = Duration.ofMillis(500);

    /** The event bus counts its consumers from 0. */
    private static final long NO_CONSUMER = -1;

    private static final String LOGGING = "hazelcast.logging.type";

    private final Vertx vertx;
    private final HazelcastClusterManager manager;
    private final AtomicInteger changes = new AtomicInteger();

    /** The way in; another one is for tests that split a cluster. */
    public interface Joining {
        Future<Cluster> join(ClusterConfig config, Metrics metrics);
    }

    private Cluster(Vertx vertx, HazelcastClusterManager manager) {
        this.vertx = vertx;
        this.manager = manager;
        countChanges(manager.getHazelcastInstance());
    }

    public static Future<Cluster> join(ClusterConfig config, Metrics metrics) {
        return join(hazelcast(config), bus(config), metrics);
    }

    static Future<Cluster> join(Config hazelcast, EventBusOptions bus, Metrics metrics) {
        HazelcastClusterManager manager = new HazelcastClusterManager(hazelcast);
        VertxOptions options = new VertxOptions()
                .setPreferNativeTransport(true)
                .setMetricsOptions(Metrics.vertxOptions())
                .setEventBusOptions(bus);
        return Vertx.builder()
                .with(options)
                .withMetrics(metrics.vertxFactory())
                .withClusterManager(manager)
                .buildClustered()
                .map(vertx -> new Cluster(vertx, manager));
    }

    public Vertx vertx() {
        return vertx;
    }

    public int members() {
        return manager.getHazelcastInstance().getCluster().getMembers().size();
    }

    /** The event bus' names of the members, this one's included. */
    public Set<String> nodes() {
        return Set.copyOf(manager.getNodes());
    }

    /** This member among {@link #nodes}. */
    public String node() {
        return manager.getNodeId();
    }

    /** How often a member has come or gone, or this one has come back into the cluster. */
    public int changes() {
        return changes.get();
    }

    /** Whether the others can know that this member listens at the address. */
    public Future<Boolean> isRegistered(String address) {
        return registrations(address).map(own -> !own.isEmpty());
    }

    /** This member's own. */
    private Future<List<RegistrationInfo>> registrations(String address) {
        Promise<List<RegistrationInfo>> found = Promise.promise();
        manager.getRegistrations(address, found);
        return found.future().map(all -> all.stream()
                .filter(one -> node().equals(one.nodeId()) && one.seq() != NO_CONSUMER)
                .toList());
    }

    /**
     * Tells the cluster and its members anew that this one listens at these addresses. Two things may be wrong. What the
     * cluster has lost, the cluster manager puts back as it does after a merge. What members remember of an address they
     * read again when something of it changes: a second registration comes for that, and goes.
     */
    public Future<Void> renew(Set<String> addresses) {
        return vertx.executeBlocking(() -> {
                    manager.stateChanged(new LifecycleEvent(LifecycleState.MERGED));
                    return null;
                })
                .compose(
                        told -> Future.join(addresses.stream().map(this::change).toList()))
                .mapEmpty();
    }

    private Future<Void> change(String address) {
        RegistrationInfo second = new RegistrationInfo(node(), NO_CONSUMER, false);
        Promise<Void> added = Promise.promise();
        manager.addRegistration(address, second, added);
        return added.future().eventually(() -> {
            Promise<Void> removed = Promise.promise();
            manager.removeRegistration(address, second, removed);
            return removed.future();
        });
    }

    /** Tells the cluster that this member listens at these no more. What has been sent to it meanwhile is still heard. */
    public Future<Void> withdraw(Set<String> addresses) {
        return Future.join(addresses.stream().map(this::withdraw).toList()).mapEmpty();
    }

    private Future<?> withdraw(String address) {
        return registrations(address)
                .compose(own -> Future.join(own.stream()
                        .map(one -> {
                            Promise<Void> removed = Promise.promise();
                            manager.removeRegistration(address, one, removed);
                            return removed.future();
                        })
                        .toList()));
    }

    private void countChanges(HazelcastInstance hazelcast) {
        hazelcast.getCluster().addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent added) {
                changes.incrementAndGet();
            }

            @Override
            public void memberRemoved(MembershipEvent removed) {
                changes.incrementAndGet();
            }
        });
        hazelcast.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleState.MERGED) {
                changes.incrementAndGet();
            }
        });
    }

    /** Fails when this process is not, or no longer, a member. */
    public Future<Void> check() {
        boolean isMember = manager.isActive()
                && manager.getHazelcastInstance().getCluster().getMembers().stream()
                        .anyMatch(Member::localMember);
        return isMember ? Future.succeededFuture() : Future.failedFuture("not a member of the cluster");
    }

    static Config hazelcast(ClusterConfig config) {
        System.setProperty(LOGGING, "slf4j"); // read before any Config is
        Config hazelcast = new Config().setClusterName(config.name());
        vertxMaps(hazelcast);
        properties(hazelcast, config);
        hazelcast.getSerializationConfig().setJavaSerializationFilterConfig(new JavaSerializationFilterConfig());
        AdvancedNetworkConfig network = hazelcast.getAdvancedNetworkConfig().setEnabled(true);
        network.setMemberEndpointConfig(endpoint(config));
        join(network.getJoin(), config);
        return hazelcast;
    }

    static EventBusOptions bus(ClusterConfig config) {
        return new EventBusOptions()
                .setHost(config.host())
                .setPort(0)
                .setConnectTimeout((int) BUS_CONNECT.toMillis())
                .setClusterPingInterval(BUS_PING.toMillis())
                .setClusterPingReplyInterval(BUS_PING.toMillis());
    }

    /** What vertx-hazelcast keeps its registrations in, as its own default configuration has it. */
    private static void vertxMaps(Config hazelcast) {
        hazelcast.addMultiMapConfig(new MultiMapConfig("__vertx.subs")
                .setBackupCount(1)
                .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
        hazelcast.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
        hazelcast.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
    }

    private static ServerSocketEndpointConfig endpoint(ClusterConfig config) {
        ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig()
                .setPort(config.port())
                .setPortAutoIncrement(false)
                .setPublicAddress(config.host());
        endpoint.getInterfaces().setEnabled(true).setInterfaces(Set.of(config.host()));
        return endpoint;
    }

    /** Alone means a list of one: itself. A port of its own choosing can't be in any list. */
    private static void join(JoinConfig join, ClusterConfig config) {
        List<String> members =
                config.members().isEmpty() ? List.of(config.host() + ":" + config.port()) : config.members();
        join.getMulticastConfig().setEnabled(false);
        join.getAutoDetectionConfig().setEnabled(false);
        join.getTcpIpConfig()
                .setEnabled(config.port() != 0)
                .setConnectionTimeoutSeconds((int) config.joinTimeout().toSeconds())
                .setMembers(members);
    }

    private static void properties(Config hazelcast, ClusterConfig config) {
        Duration wait = config.members().isEmpty() ? Duration.ZERO : config.waitBeforeJoin();
        hazelcast
                .setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty(LOGGING, "slf4j")
                .setProperty("hazelcast.shutdownhook.enabled", "false")
                .setProperty("hazelcast.socket.bind.any", "false")
                .setProperty("hazelcast.wait.seconds.before.join", seconds(wait))
                .setProperty("hazelcast.heartbeat.interval.seconds", seconds(config.heartbeat()))
                .setProperty("hazelcast.max.no.heartbeat.seconds", seconds(config.memberTimeout()))
                // A member that is not heard by us and still is by others stays one: who asks it must not wait a
                // minute.
                .setProperty(
                        "hazelcast.operation.call.timeout.millis",
                        Long.toString(config.memberTimeout().toMillis()))
                .setProperty(
                        "hazelcast.operation.backup.timeout.millis",
                        Long.toString(config.heartbeat().toMillis()))
                .setProperty("hazelcast.invocation.max.retry.count", Long.toString(retries(config)))
                .setProperty("hazelcast.merge.first.run.delay.seconds", seconds(config.mergeDelay()))
                .setProperty("hazelcast.merge.next.run.delay.seconds", seconds(config.mergeDelay()));
    }

    /** For as long as a call may take; a member that is gone for good is none by then. */
    private static long retries(ClusterConfig config) {
        return config.memberTimeout().dividedBy(RETRY_PAUSE);
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }
}
