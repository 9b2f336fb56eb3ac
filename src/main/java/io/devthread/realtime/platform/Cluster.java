package io.devthread.realtime.platform;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The cluster that carries the event bus: Hazelcast, found by a list of addresses (no multicast, no cloud discovery),
 * with a member port only (no door for Hazelcast clients, REST or memcache), and quick to notice that a process is
 * gone. A single process is a cluster of one, so that it never behaves otherwise than several. Neither port knows
 * passwords: they belong on a private network.
 */
public final class Cluster {
    private static final Duration BUS_PING = Duration.ofSeconds(2);
    private static final Duration BUS_CONNECT = Duration.ofSeconds(3);

    private static final String LOGGING = "hazelcast.logging.type";

    private final Vertx vertx;
    private final HazelcastClusterManager manager;

    private Cluster(Vertx vertx, HazelcastClusterManager manager) {
        this.vertx = vertx;
        this.manager = manager;
    }

    public static Future<Cluster> join(ClusterConfig config, Metrics metrics) {
        HazelcastClusterManager manager = new HazelcastClusterManager(hazelcast(config));
        VertxOptions options = new VertxOptions()
                .setPreferNativeTransport(true)
                .setMetricsOptions(Metrics.vertxOptions())
                .setEventBusOptions(new EventBusOptions()
                        .setHost(config.host())
                        .setPort(0)
                        .setConnectTimeout((int) BUS_CONNECT.toMillis())
                        .setClusterPingInterval(BUS_PING.toMillis())
                        .setClusterPingReplyInterval(BUS_PING.toMillis()));
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
                .setProperty("hazelcast.merge.first.run.delay.seconds", seconds(config.mergeDelay()))
                .setProperty("hazelcast.merge.next.run.delay.seconds", seconds(config.mergeDelay()));
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }
}
