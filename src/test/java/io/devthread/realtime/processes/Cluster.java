package io.devthread.realtime.processes;

import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.FreePorts;
import io.devthread.realtime.testkit.ServiceAddress;
import io.devthread.realtime.testkit.ServiceProcess;
import io.devthread.realtime.testkit.TestKeys;
import io.devthread.realtime.testkit.TestNetwork;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestStores;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Processes of one cluster on this machine, with stores of their own. */
final class Cluster implements AutoCloseable {
    /** Of each process in a network of its own. */
    static final int GATEWAY_PORT = 8082;

    private final Map<String, String> shared = new HashMap<>();
    private final TestKeys keys = TestKeys.make();
    private final List<ServiceProcess> processes = new ArrayList<>();

    /** @param settings for every process */
    Cluster(Map<String, String> settings) {
        shared.putAll(TestService.stores(TestStores.postgres(), TestStores.redis()));
        shared.putAll(keys.settings());
        shared.putAll(TestService.CHEAP_HASHES);
        shared.put("DEVTHREAD_GATEWAY_HOST", "127.0.0.1");
        shared.put("DEVTHREAD_CLUSTER_NAME", "test-" + Ids.next());
        shared.put("DEVTHREAD_CLUSTER_HOST", "127.0.0.1");
        // One fixed seed that everybody asks: the first process.
        String seed = String.valueOf(FreePorts.next());
        shared.put("DEVTHREAD_CLUSTER_PORT", seed);
        shared.put("DEVTHREAD_CLUSTER_MEMBERS", "127.0.0.1:" + seed);
        shared.putAll(settings);
    }

    /** Starts a process and does not wait for it. */
    ServiceProcess start(String groups) {
        return start(List.of(), groups, Map.of());
    }

    ServiceProcess startGateway(ServiceAddress address, String... more) {
        String groups = String.join(",", "gateway", String.join(",", more)).replaceAll(",$", "");
        return start(List.of(), groups, Map.of("DEVTHREAD_GATEWAY_PORT", String.valueOf(address.port())));
    }

    /** In a network of its own, where each has the same ports. The settings say how it reaches the others and the stores. */
    ServiceProcess startIn(TestNetwork.Node node, String groups) {
        Map<String, String> own = Map.of(
                "DEVTHREAD_GATEWAY_HOST",
                node.address(),
                "DEVTHREAD_MANAGEMENT_HOST",
                node.address(),
                "DEVTHREAD_CLUSTER_HOST",
                node.address(),
                "DEVTHREAD_GATEWAY_PORT",
                "8082",
                "DEVTHREAD_MANAGEMENT_PORT",
                "8083",
                "DEVTHREAD_CLUSTER_PORT",
                "5701");
        return start(node.within(), groups, own);
    }

    private ServiceProcess start(List<String> within, String groups, Map<String, String> own) {
        Map<String, String> settings = new HashMap<>(shared);
        if (!processes.isEmpty()) {
            settings.put("DEVTHREAD_CLUSTER_PORT", String.valueOf(FreePorts.next()));
        }
        settings.putAll(own);
        ServiceProcess process = ServiceProcess.start(within, groups, settings);
        processes.add(process);
        return process;
    }

    /** For who is no user of the community. */
    String token(UserId user, String... scopes) {
        Instant now = Instant.now();
        return keys.signer().sign(user, "user", Set.of(scopes), now, now.plusSeconds(600));
    }

    void awaitReady() {
        processes.stream().filter(ServiceProcess::isAlive).forEach(ServiceProcess::awaitReady);
    }

    @Override
    public void close() {
        processes.stream().filter(ServiceProcess::isAlive).forEach(ServiceProcess::askToStop);
        processes.forEach(ServiceProcess::close);
    }
}
