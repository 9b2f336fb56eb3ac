package io.devthread.realtime.bench;

import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.FreePorts;
import io.devthread.realtime.testkit.ServiceAddress;
import io.devthread.realtime.testkit.ServiceProcess;
import io.devthread.realtime.testkit.TestKeys;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestStores;
import io.devthread.realtime.testkit.TestUser;
import io.devthread.realtime.testkit.Traveller;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.Histogram;

/**
 * A rolling deploy: of two processes the one that has all clients is stopped with SIGTERM while some of them send. How
 * long each client is away, how long the process takes, and whether anything acknowledged is missing.
 *
 * <p>Arguments: folder for the report, clients.
 */
public final class DrainBench {
    private static final int PAIRS = 20;
    private static final String GROUPS = "gateway,messaging,notification,presence,polling";
    private static final Duration WARM_UP = Duration.ofSeconds(5);

    private final ServiceAddress east = new ServiceAddress(FreePorts.next());
    private final ServiceAddress west = new ServiceAddress(FreePorts.next());
    private final TestKeys keys = TestKeys.make();
    private final Map<String, String> shared = new HashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private record Pair(Traveller sender, Traveller partner, String conversation) {}

    private DrainBench() {
        String seed = String.valueOf(FreePorts.next());
        shared.putAll(TestService.stores(TestStores.postgres(), TestStores.redis()));
        shared.putAll(keys.settings());
        shared.putAll(Map.of(
                "DEVTHREAD_GATEWAY_HOST",
                "127.0.0.1",
                "DEVTHREAD_CLUSTER_NAME",
                "bench-" + Ids.next(),
                "DEVTHREAD_CLUSTER_HOST",
                "127.0.0.1",
                "DEVTHREAD_CLUSTER_PORT",
                seed,
                "DEVTHREAD_CLUSTER_MEMBERS",
                "127.0.0.1:" + seed));
    }

    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[1]);
        Report report = new Report("drain", count, 0, WARM_UP);
        boolean good = new DrainBench().run(count, report);
        report.print(System.out);
        report.write(Path.of(args[0]), "drain");
        System.exit(good ? 0 : 1);
    }

    private boolean run(int count, Report report) {
        ServiceProcess leaving = start(east, GROUPS);
        ServiceProcess staying = start(west, GROUPS + ",community");
        try (staying) {
            Crowd crowd = new Crowd(east.http(""), tokens(count - 2 * PAIRS));
            crowd.come(crowd.size(), 0);
            StormBench.await(crowd);
            List<Pair> pairs = pairs();
            AtomicBoolean enough = new AtomicBoolean();
            List<CompletableFuture<List<String>>> sending = pairs.stream()
                    .map(pair -> CompletableFuture.supplyAsync(() -> send(enough, pair), threads))
                    .toList();
            StormBench.pause(WARM_UP);
            crowd.beginAnew(0);
            crowd.moveTo(west.http(""));
            long begun = System.nanoTime();
            int status = leaving.stop();
            long took = System.nanoTime() - begun;
            StormBench.await(crowd);
            Load.await(
                    () -> pairs.stream().allMatch(pair -> !pair.sender().moves().isEmpty()));
            StormBench.pause(WARM_UP);
            enough.set(true);
            int missing = missing(pairs, sending, report);
            return told(report, crowd, status, took) && missing == 0;
        }
    }

    private boolean told(Report report, Crowd crowd, int status, long tookNanos) {
        Histogram drain = Load.histogram();
        drain.recordValue(tookNanos / 1_000);
        report.with("SIGTERM to the end", drain)
                .with("a client is away", crowd.away())
                .counting("exit_status", status)
                .counting("closed_4012", crowd.closes(4_012))
                .counting("not_back", crowd.size() - crowd.completed())
                .counting("resets", crowd.resets.sum())
                .counting("told_503", crowd.refusals(503))
                .counting("attempts", crowd.attempts.sum());
        return status == 0 && crowd.completed() == crowd.size() && crowd.closes(4_012) == crowd.size();
    }

    /** Acknowledged and not received, in order and once, by the partner. */
    private static int missing(List<Pair> pairs, List<CompletableFuture<List<String>>> sending, Report report) {
        int acknowledged = 0;
        int missing = 0;
        int moves = 0;
        for (int i = 0; i < pairs.size(); i++) {
            Traveller partner = pairs.get(i).partner();
            List<String> sent = sending.get(i).join();
            Load.await(() -> received(partner).size() >= sent.size());
            acknowledged += sent.size();
            missing += received(partner).equals(sent)
                    ? 0
                    : Math.max(1, sent.size() - received(partner).size());
            moves = Math.max(moves, partner.moves().size());
        }
        report.counting("acknowledged", acknowledged)
                .counting("acknowledged_missing", missing)
                .counting("most_moves_of_a_client", moves);
        return missing;
    }

    private static List<String> received(Traveller partner) {
        return partner.durable().stream()
                .filter(event -> event.path("event").asText().equals("new_message"))
                .map(event -> event.at("/data/message/content").asText())
                .toList();
    }

    private static List<String> send(AtomicBoolean enough, Pair pair) {
        List<String> acknowledged = new ArrayList<>();
        while (!enough.get()) {
            String content = "m" + acknowledged.size();
            pair.sender()
                    .untilAcknowledged(Map.of(
                            "conversation_id", pair.conversation(),
                            "content", content,
                            "client_message_id", content));
            acknowledged.add(content);
            StormBench.pause(Duration.ofMillis(100));
        }
        return acknowledged;
    }

    private List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            TestUser alice = TestUser.register(west, "alice_" + i).at(east);
            TestUser bob = TestUser.register(west, "bob_" + i).at(east);
            String conversation = alice.conversationWith(bob);
            pairs.add(new Pair(Traveller.at(alice, west, threads), Traveller.at(bob, west, threads), conversation));
        }
        return pairs;
    }

    private List<String> tokens(int count) {
        Instant now = Instant.now();
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tokens.add(keys.signer().sign(new UserId(Ids.next()), "guest", Set.of(), now, now.plusSeconds(3_600)));
        }
        return tokens;
    }

    private ServiceProcess start(ServiceAddress address, String groups) {
        Map<String, String> settings = new HashMap<>(shared);
        settings.put("DEVTHREAD_GATEWAY_PORT", String.valueOf(address.port()));
        if (groups.contains("community")) {
            settings.put("DEVTHREAD_CLUSTER_PORT", String.valueOf(FreePorts.next()));
        }
        return ServiceProcess.start(groups, settings).awaitReady();
    }
}
