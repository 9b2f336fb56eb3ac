package io.devthread.realtime.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.ServiceAddress;
import io.devthread.realtime.testkit.ServiceProcess;
import io.devthread.realtime.testkit.TcpProxy;
import io.devthread.realtime.testkit.TestNetwork;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestStores;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Three processes in networks of their own. Packets between them are dropped, and nobody is told, for longer than it
 * takes them to give each other up; each reaches the stores, and its clients reach it, all the while.
 *
 * <p>{@code -Dsplit.rounds=20} has each split come so often, each time at another process, and prints how long it took
 * from its end until everybody was reached from everywhere; {@code -Dsplit.seconds=60} makes each split last so long.
 */
class NetworkSplitIT {
    private static final int ROUNDS = Integer.getInteger("split.rounds", 1);
    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("split.seconds", 8));
    private static final int PROCESSES = 3;
    private static final Duration WHOLE_AGAIN = Duration.ofSeconds(60);

    private static TestNetwork network;
    private static Vertx vertx;
    private static Cluster cluster;
    private static List<ServiceProcess> processes;

    /** Drops packets among the three; the first is another one in each round. */
    private interface Split {
        void begin(TestNetwork.Node one, TestNetwork.Node other, TestNetwork.Node third);
    }

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        network = TestNetwork.of(PROCESSES);
        cluster = new Cluster(settings());
        processes = new ArrayList<>();
        for (TestNetwork.Node node : network.nodes()) {
            processes.add(cluster.startIn(node, TestService.ALL_GROUPS).awaitReady());
        }
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(TestService.stores(TestStores.postgres(), TestStores.redis()));
        settings.replaceAll((setting, value) -> setting.endsWith("_URL") ? fromTheNodes(URI.create(value)) : value);
        settings.put(
                "DEVTHREAD_CLUSTER_MEMBERS",
                network.nodes().stream().map(node -> node.address() + ":5701").collect(Collectors.joining(",")));
        settings.put("DEVTHREAD_CLUSTER_MEMBER_TIMEOUT", "5s");
        settings.put("DEVTHREAD_CLUSTER_MERGE_DELAY", "2s");
        settings.put("DEVTHREAD_TYPING_PAUSE", "100ms");
        for (String what : List.of("TYPING", "MESSAGES")) {
            settings.put("DEVTHREAD_SESSION_RATES_" + what + "_PER_SECOND", "10000");
            settings.put("DEVTHREAD_SESSION_RATES_" + what + "_BURST", "10000");
        }
        return settings;
    }

    /** The stores themselves listen on the loopback address only. */
    private static String fromTheNodes(URI store) {
        int port = TcpProxy.at(vertx, network.here(), store.getPort()).port();
        return store.getScheme() + "://" + network.here() + ":" + port + store.getPath();
    }

    /** What has been begun: where no network is to be had, not much. */
    @AfterAll
    static void stop() {
        try {
            if (cluster != null) {
                cluster.close();
            }
        } finally {
            if (network != null) {
                network.close();
            }
            vertx.close().await();
        }
    }

    @Test
    void oneHearsTheOtherAndIsNotHeard() {
        eachTime("one way", (one, other, third) -> network.drop(one, other));
    }

    @Test
    void twoThatAreApartBothHearTheThird() {
        eachTime("both ways", (one, other, third) -> apart(one, other));
    }

    @Test
    void oneIsAloneAndTheOthersAreTogether() {
        eachTime("two and one", (one, other, third) -> {
            apart(one, other);
            apart(one, third);
        });
    }

    private static void apart(TestNetwork.Node one, TestNetwork.Node other) {
        network.drop(one, other);
        network.drop(other, one);
    }

    private static void eachTime(String name, Split split) {
        for (int i = 1; i <= ROUNDS; i++) { // begins with two of which neither leads the cluster
            int round = i;
            int one = round % PROCESSES;
            int other = (round + 1) % PROCESSES;
            try (People people = new People(gateways(), cluster)) {
                people.talk("before", one, other);
                String apart = talkWhile(
                        () -> split.begin(node(one), node(other), node((round + 2) % PROCESSES)), people, one, other);
                Duration again = untilWhole(people);
                people.talk("after", one, other);
                people.assertAllCameOnceInOrder();
                if (ROUNDS > 1) {
                    System.out.printf("%s, round %d: %s, whole again after %s%n", name, round, apart, again);
                }
            }
        }
    }

    /** @return how many members each process saw at the end */
    private static String talkWhile(Runnable split, People people, int one, int other) {
        try {
            split.run();
            long begun = System.nanoTime();
            int exchanges = 0;
            while (System.nanoTime() - begun < LENGTH.toNanos() || nobodyNotices()) {
                people.talk("apart " + exchanges++, one, other);
            }
            return members().toString();
        } finally {
            network.heal();
        }
    }

    private static Duration untilWhole(People people) {
        long begun = System.nanoTime();
        Eventually.holds(
                "they are together", WHOLE_AGAIN, () -> members().stream().allMatch(seen -> seen == PROCESSES));
        Duration left = WHOLE_AGAIN.minusNanos(System.nanoTime() - begun);
        Eventually.passes(left, () -> {
            for (ServiceProcess process : processes) {
                assertThat(process.metric("devthread_cluster_unheard")).isZero();
            }
            people.reachEachOther();
            return null;
        });
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** While the one that leads the cluster hears all, none is given up; who does not hear the other misses it. */
    private static boolean nobodyNotices() {
        return members().stream().allMatch(seen -> seen == PROCESSES)
                && processes.stream().allMatch(process -> process.metric("devthread_cluster_unheard") == 0);
    }

    private static List<Integer> members() {
        return processes.stream()
                .map(process -> (int) process.metric("devthread_cluster_members"))
                .toList();
    }

    private static TestNetwork.Node node(int number) {
        return network.nodes().get(number);
    }

    private static List<ServiceAddress> gateways() {
        return network.nodes().stream()
                .map(node -> new ServiceAddress(node.address(), Cluster.GATEWAY_PORT))
                .toList();
    }
}
