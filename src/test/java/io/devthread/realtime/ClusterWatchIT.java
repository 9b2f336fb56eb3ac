package io.devthread.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.Hazelcast;
import io.devthread.realtime.bus.Address;
import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.Topic;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.platform.Cluster;
import io.devthread.realtime.platform.ClusterConfig;
import io.devthread.realtime.platform.MetricNames;
import io.devthread.realtime.platform.Metrics;
import io.devthread.realtime.platform.SplitCluster;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.FreePorts;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.DeliveryContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three members in this JVM, each of which serves an address of its own and one that all serve, and hears a topic. */
class ClusterWatchIT {
    /** From the end of a split to the last way that is whole again; that is the promise, and long enough for any machine. */
    private static final Duration WHOLE_AGAIN = Duration.ofSeconds(60);

    /** Half of what a process does. */
    private static final Duration EVERY = Duration.ofSeconds(1);

    private static final Address<Ask, Told> SHARED = new Address<>("test.shared", Ask.class, Told.class);
    private static final Topic<Ask> NEWS = new Topic<>("test.news", Ask.class);

    private final String name = "test-" + Ids.next();
    private final SplitCluster split = new SplitCluster();
    private final List<Integer> ports =
            Stream.generate(FreePorts::next).limit(3).toList();
    private List<Node> nodes = List.of();

    record Ask(String text) {}

    record Told(int node) {}

    private record Node(Cluster cluster, Bus bus, MeterRegistry meters, Set<String> heard) {
        double unheard() {
            return meters.get(MetricNames.CLUSTER_UNHEARD).gauge().value();
        }

        double renewals(String reason) {
            return meters.get(MetricNames.CLUSTER_RENEWALS)
                    .tag("reason", reason)
                    .counter()
                    .count();
        }
    }

    @BeforeEach
    void join() {
        List<Node> joined = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) {
            joined.add(node(i));
        }
        nodes = joined;
        Eventually.holds("all see three members", this::isWhole);
    }

    @AfterEach
    void leave() {
        split.heal();
        Future.join(nodes.stream().map(node -> node.cluster().vertx().close()).toList())
                .await();
        split.close();
    }

    @Test
    void afterASplitAndAMergeEveryMemberReachesEveryAddress() {
        eventuallyEveryWay();

        split.cut();
        Eventually.holds("each is alone", () -> nodes.stream()
                .allMatch(node -> node.cluster().members() == 1));
        for (Node node : nodes) { // and so remembers that it is the only one
            Eventually.passes(() -> node.bus().call(SHARED, new Ask("alone")).await());
            node.bus().publish(NEWS, new Ask("alone"));
        }
        split.heal();

        Eventually.holds("all see three members again", WHOLE_AGAIN, this::isWhole);
        eventuallyEveryWay();
        Eventually.holds("each hears all", () -> nodes.stream().allMatch(node -> node.unheard() == 0));
    }

    /** As after the deaths of several at once (vertx-hazelcast #196). */
    @Test
    void registrationsThatTheClusterHasLostComeBack() {
        Hazelcast.getAllHazelcastInstances().stream()
                .filter(instance -> instance.getConfig().getClusterName().equals(name))
                .findFirst()
                .orElseThrow()
                .getMultiMap("__vertx.subs")
                .clear();

        eventuallyEveryWay();
        assertThat(nodes).anyMatch(node -> node.renewals("missing") + node.renewals("unheard") > 0);
    }

    @Test
    void aMemberThatIsNotHeardIsSeenAndToldAnew() {
        Set<String> beats = ConcurrentHashMap.newKeySet();
        nodes.forEach(node -> node.bus()
                .listen(ClusterWatch.BEAT, beat -> beats.add(node.cluster().node() + beat.node())));
        Eventually.holds("each has heard each", () -> beats.size() == nodes.size() * nodes.size());
        Handler<DeliveryContext<Object>> mute = message -> {
            if (!message.message().address().equals(ClusterWatch.BEAT.name())) {
                message.next();
            }
        };
        nodes.getFirst().cluster().vertx().eventBus().addOutboundInterceptor(mute);

        Eventually.holds(
                "the others miss it",
                () -> nodes.stream().skip(1).allMatch(node -> node.unheard() == 1 && node.renewals("unheard") > 0));

        nodes.getFirst().cluster().vertx().eventBus().removeOutboundInterceptor(mute);
        Eventually.holds("all are heard again", () -> nodes.stream().allMatch(node -> node.unheard() == 0));
    }

    /** A producer of another team that joins to send its events. */
    @Test
    void aMemberThatNeverSaysThatItIsThereIsNotMissed() {
        Cluster foreign = split.join(config(FreePorts.next()), new Metrics()).await();
        try {
            Eventually.holds("all see it", () -> nodes.stream()
                    .allMatch(node -> node.cluster().members() == ports.size() + 1));
            AtomicInteger beats = new AtomicInteger();
            nodes.getFirst().bus().listen(ClusterWatch.BEAT, beat -> beats.incrementAndGet());
            Eventually.holds("long enough to miss it", () -> beats.get() > nodes.size() * (ClusterWatch.MISSED + 2));
            assertThat(nodes).allSatisfy(node -> {
                assertThat(node.unheard()).isZero();
                assertThat(node.renewals("unheard")).isZero();
            });
        } finally {
            foreign.vertx().close().await();
        }
    }

    private void eventuallyEveryWay() {
        Eventually.passes(WHOLE_AGAIN, () -> {
            assertEveryWay(Ids.next().toString());
            return null;
        });
    }

    private void assertEveryWay(String text) {
        for (Node from : nodes) {
            for (int to = 0; to < nodes.size(); to++) {
                assertThat(from.bus().call(own(to), new Ask(text)).await().node())
                        .isEqualTo(to);
            }
            assertThat(answering(from)).hasSameSizeAs(nodes);
            from.bus().publish(NEWS, new Ask(text + from.cluster().node()));
        }
        Eventually.holds(
                "all hear all", Duration.ofSeconds(2), () -> nodes.stream().allMatch(node -> node.heard()
                        .containsAll(nodes.stream()
                                .map(from -> text + from.cluster().node())
                                .toList())));
    }

    /** They take turns. */
    private Set<Integer> answering(Node from) {
        Set<Integer> answering = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 3 * nodes.size())
                .forEach(i -> answering.add(
                        from.bus().call(SHARED, new Ask("turn")).await().node()));
        return answering;
    }

    private boolean isWhole() {
        return nodes.stream().allMatch(node -> node.cluster().members() == ports.size());
    }

    private static Address<Ask, Told> own(int node) {
        return new Address<>("test.own." + node, Ask.class, Told.class);
    }

    private Node node(int number) {
        Metrics metrics = new Metrics();
        Cluster cluster = split.join(config(ports.get(number)), metrics).await();
        Bus bus = Bus.on(cluster.vertx());
        Node node = new Node(cluster, bus, metrics.registry(), ConcurrentHashMap.newKeySet());
        Future.all(
                        bus.serveAsync(own(number), 100, ask -> Future.succeededFuture(new Told(number))),
                        bus.serveAsync(SHARED, 100, ask -> Future.succeededFuture(new Told(number))),
                        bus.listen(NEWS, news -> node.heard().add(news.text())))
                .compose(serving ->
                        cluster.vertx().deployVerticle(new ClusterWatch(cluster, bus, metrics.registry(), EVERY)))
                .await();
        return node;
    }

    private ClusterConfig config(int port) {
        return new ClusterConfig(
                name,
                "127.0.0.1",
                port,
                ports.stream().map(member -> "127.0.0.1:" + member).toList(),
                Duration.ofSeconds(2),
                Duration.ZERO,
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(2));
    }
}
