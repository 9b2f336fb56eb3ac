package io.devthread.realtime.embedded;

import io.devthread.realtime.config.Group;
import io.devthread.realtime.embedded.balancer.Backend;
import io.devthread.realtime.embedded.balancer.Backends;
import io.devthread.realtime.embedded.balancer.Balancer;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What {@code scripts/cluster} starts: a process for each group, two of them gateways, with PostgreSQL and Redis, behind
 * one address. A process that dies is named and started again. This process holds it all together and serves nobody
 * itself but by passing bytes on.
 */
public final class ClusterMain {
    private static final int GATEWAYS = 2;

    private ClusterMain() {}

    public static void main(String[] args) {
        Installation.run(ClusterMain::start);
    }

    private static void start(Installation installation) throws Exception {
        RunSettings settings = installation.settings();
        Map<String, String> shared = installation.startStores();
        List<ClusterProcess> processes = plan(settings, shared);
        Backends web = new Backends();
        Backends bridges = new Backends();
        Installation.say("Starting " + processes.size() + " processes");
        // Ended last, so that clients are told by the gateways and not cut off.
        Vertx vertx = installation.start(() -> new Closing(Vertx.vertx())).vertx();
        installation.start(() -> new ClusterProcesses(new Doors(web, bridges))).start(processes);
        Balancer.http(vertx, settings.port(), web).await();
        Balancer.tcp(vertx, settings.bridgePort(), bridges).await();
        new ClusterManagement(vertx, processes)
                .listen(settings.managementPort())
                .await();
        greet(settings, processes);
    }

    /** The first is the one that makes the schema and that the others join. */
    private static List<ClusterProcess> plan(RunSettings settings, Map<String, String> shared) {
        List<ClusterProcess> processes = new ArrayList<>();
        for (Group group : Group.values()) {
            int count = group == Group.GATEWAY ? GATEWAYS : 1;
            for (int number = 1; number <= count; number++) {
                String name = count == 1 ? group.label() : group.label() + "-" + number;
                processes.add(ClusterProcess.of(name, group, settings.dataDirectory()));
            }
        }
        String members = processes.stream()
                .map(process -> "127.0.0.1:" + process.ports().cluster())
                .collect(Collectors.joining(","));
        shared.put("DEVTHREAD_CLUSTER_HOST", "127.0.0.1");
        shared.put("DEVTHREAD_CLUSTER_MEMBERS", members);
        shared.put("DEVTHREAD_GATEWAY_HOST", "127.0.0.1");
        return processes.stream().map(process -> process.with(shared)).toList();
    }

    /** Connections go to gateways that are there. */
    private record Doors(Backends web, Backends bridges) implements ClusterProcesses.Watcher {
        @Override
        public void up(ClusterProcess process) {
            if (process.group() == Group.GATEWAY) {
                web.up(web(process));
                bridges.up(bridge(process));
            }
        }

        @Override
        public void down(ClusterProcess process) {
            web.down(web(process));
            bridges.down(bridge(process));
        }

        private static Backend web(ClusterProcess process) {
            return new Backend(process.name(), process.ports().gateway());
        }

        private static Backend bridge(ClusterProcess process) {
            return new Backend(process.name(), process.ports().bridge());
        }
    }

    private record Closing(Vertx vertx) implements AutoCloseable {
        @Override
        public void close() {
            vertx.close().await();
        }
    }

    private static void greet(RunSettings settings, List<ClusterProcess> processes) {
        Installation.say("""

            DevThread is ready at http://localhost:%d

              Sign in   alice, bob, carol or dave, each with the password devthread
              Data      %s
              Services  TCP event-bus bridge on localhost:%d, SockJS on http://localhost:%d/eventbus
              Health    http://localhost:%d/health/ready, metrics of all on /metrics
              Logs      %s
              Stop      Ctrl-C

            %s
            """.formatted(
                        settings.port(),
                        settings.dataDirectory(),
                        settings.bridgePort(),
                        settings.port(),
                        settings.managementPort(),
                        settings.dataDirectory().resolve("processes").resolve("*.log"),
                        processes.stream().map(ClusterMain::line).collect(Collectors.joining("\n"))));
    }

    private static String line(ClusterProcess process) {
        String web = process.group() == Group.GATEWAY
                ? ", http://localhost:" + process.ports().gateway()
                : "";
        return "  %-12s  process %d, management on port %d%s"
                .formatted(process.name(), process.pid(), process.ports().management(), web);
    }
}
