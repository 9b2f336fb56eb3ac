package io.devthread.realtime.processes;

import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.FreePorts;
import io.devthread.realtime.testkit.ServiceAddress;
import io.devthread.realtime.testkit.ServiceProcess;
import io.devthread.realtime.testkit.TestKeys;
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
    private final Map<String, String> shared = new HashMap<>();
    private final TestKeys keys = TestKeys.make();
    private final List<ServiceProcess> processes = new ArrayList<>();

    /** @param settings for every process */
    Cluster(Map<String, String> settings) {
        shared.putAll(TestService.stores(TestStores.postgres(), TestStores.redis()));
        shared.putAll(keys.settings());
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
        return start(groups, Map.of());
    }

    ServiceProcess startGateway(ServiceAddress address, String... more) {
        String groups = String.join(",", "gateway", String.join(",", more)).replaceAll(",$", "");
        return start(groups, Map.of("DEVTHREAD_GATEWAY_PORT", String.valueOf(address.port())));
    }

    private ServiceProcess start(String groups, Map<String, String> own) {
        Map<String, String> settings = new HashMap<>(shared);
        settings.putAll(own);
        if (!processes.isEmpty()) {
            settings.put("DEVTHREAD_CLUSTER_PORT", String.valueOf(FreePorts.next()));
        }
        ServiceProcess process = ServiceProcess.start(groups, settings);
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
