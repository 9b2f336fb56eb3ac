package io.devthread.realtime.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.instance.EndpointQualifier;
import io.devthread.realtime.bus.Address;
import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.FreePorts;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClusterIT {
    private static final Address<Ping, Ping> PING = new Address<>("test.ping", Ping.class, Ping.class);

    record Ping(String text) {}

    private final int first = FreePorts.next();
    private final int second = FreePorts.next();
    private final List<String> members = List.of("127.0.0.1:" + first, "127.0.0.1:" + second);

    @Test
    void processesOfOneNameShareABus() {
        String name = "test-" + Ids.next();
        Cluster one = join(name, first);
        Cluster two = join(name, second);
        try {
            Eventually.holds("both see two members", () -> one.members() == 2 && two.members() == 2);
            Bus.on(one.vertx()).serveAsync(PING, 10, Future::succeededFuture).await();
            assertThat(Bus.on(two.vertx()).call(PING, new Ping("hello")).await().text())
                    .isEqualTo("hello");
            assertThat(two.check().succeeded()).isTrue();
        } finally {
            Future.join(one.vertx().close(), two.vertx().close()).await();
        }
    }

    @Test
    void whatAProcessWithdrawsGoesToTheOthers() {
        String name = "test-" + Ids.next();
        Cluster one = join(name, first);
        Cluster two = join(name, second);
        try {
            Eventually.holds("both see two members", () -> one.members() == 2 && two.members() == 2);
            Bus leaving = Bus.on(one.vertx());
            Bus staying = Bus.on(two.vertx());
            leaving.serveAsync(PING, 10, ping -> Future.succeededFuture(new Ping("one")))
                    .await();
            Eventually.passes(() -> staying.call(PING, new Ping("hello")).await());
            staying.serveAsync(PING, 10, ping -> Future.succeededFuture(new Ping("two")))
                    .await();
            one.withdraw(Set.of(PING.name())).await();
            assertThat(one.isRegistered(PING.name()).await()).isFalse();
            Eventually.passes(() -> {
                for (int i = 0; i < 10; i++) {
                    assertThat(staying.call(PING, new Ping("hello")).await().text())
                            .isEqualTo("two");
                }
                return null;
            });
        } finally {
            Future.join(one.vertx().close(), two.vertx().close()).await();
        }
    }

    @Test
    void processesOfOtherNamesDoNot() {
        Cluster one = join("test-" + Ids.next(), first);
        Cluster two = join("test-" + Ids.next(), second);
        try {
            assertThat(one.members()).isEqualTo(1);
            assertThat(two.members()).isEqualTo(1);
        } finally {
            Future.join(one.vertx().close(), two.vertx().close()).await();
        }
    }

    @Test
    void onlyMembersHaveADoorAndNobodyIsSearchedFor() {
        Config hazelcast = Cluster.hazelcast(config("test", first));
        AdvancedNetworkConfig network = hazelcast.getAdvancedNetworkConfig();
        assertThat(network.isEnabled()).isTrue();
        assertThat(network.getEndpointConfigs()).containsOnlyKeys(EndpointQualifier.MEMBER);
        assertThat(network.getJoin().getMulticastConfig().isEnabled()).isFalse();
        assertThat(network.getJoin().getAutoDetectionConfig().isEnabled()).isFalse();
        assertThat(network.getJoin().getTcpIpConfig().getMembers()).isEqualTo(members);
        assertThat(hazelcast.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
        assertThat(hazelcast.getSerializationConfig().getJavaSerializationFilterConfig())
                .isNotNull();
    }

    private Cluster join(String name, int port) {
        return Cluster.join(config(name, port), new Metrics()).await();
    }

    private ClusterConfig config(String name, int port) {
        return new ClusterConfig(
                name,
                "127.0.0.1",
                port,
                members,
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5));
    }
}
