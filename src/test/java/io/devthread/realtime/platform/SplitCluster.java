package io.devthread.realtime.platform;

import com.hazelcast.config.Config;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.instance.EndpointQualifier;
import io.devthread.realtime.testkit.FreePorts;
import io.devthread.realtime.testkit.TcpProxy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBusOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A cluster whose members reach each other, and each other's event bus, through a {@link TcpProxy} before each door.
 * Cut, each member is alone. Each must have all of them in {@code cluster.members}.
 */
public final class SplitCluster implements Cluster.Joining, AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Map<Integer, TcpProxy> doors = new ConcurrentHashMap<>();

    @Override
    public Future<Cluster> join(ClusterConfig config, Metrics metrics) {
        Config hazelcast = Cluster.hazelcast(config);
        ServerSocketEndpointConfig endpoint = (ServerSocketEndpointConfig)
                hazelcast.getAdvancedNetworkConfig().getEndpointConfigs().get(EndpointQualifier.MEMBER);
        endpoint.setPublicAddress(door(config.port()));
        List<String> members = config.members().stream().map(this::door).toList();
        hazelcast.getAdvancedNetworkConfig().getJoin().getTcpIpConfig().setMembers(members);
        EventBusOptions bus = Cluster.bus(config).setPort(FreePorts.next());
        bus.setClusterPublicHost("127.0.0.1")
                .setClusterPublicPort(proxy(bus.getPort()).port());
        return Cluster.join(hazelcast, bus, metrics);
    }

    public void cut() {
        doors.values().forEach(TcpProxy::cut);
    }

    public void heal() {
        doors.values().forEach(TcpProxy::heal);
    }

    @Override
    public void close() {
        vertx.close().await();
    }

    private String door(String member) {
        return door(Integer.parseInt(member.substring(member.indexOf(':') + 1)));
    }

    private String door(int port) {
        return "127.0.0.1:" + proxy(port).port();
    }

    private TcpProxy proxy(int port) {
        return doors.computeIfAbsent(port, target -> TcpProxy.to(vertx, target));
    }
}
