package io.devthread.realtime.embedded;

import io.devthread.realtime.Main;
import java.util.Map;

/**
 * What {@code scripts/run} starts: the whole service, sample application included, with PostgreSQL and Redis of its own,
 * in one process. Ends with status 1 and one line where it cannot start.
 */
public final class EmbeddedMain {
    private EmbeddedMain() {}

    public static void main(String[] args) {
        Installation.run(installation -> {
            Map<String, String> environment = installation.startStores();
            ports(environment, installation.settings());
            Installation.say("Starting the service");
            installation.start(() -> Main.start(args, environment));
            greet(installation.settings());
        });
    }

    private static void ports(Map<String, String> environment, RunSettings settings) {
        environment.put("DEVTHREAD_GROUPS", "all");
        environment.put("DEVTHREAD_GATEWAY_PORT", Integer.toString(settings.port()));
        environment.put("DEVTHREAD_MANAGEMENT_PORT", Integer.toString(settings.managementPort()));
        environment.put("DEVTHREAD_BRIDGE_PORT", Integer.toString(settings.bridgePort()));
        environment.put("DEVTHREAD_CLUSTER_PORT", Integer.toString(Ports.free()));
    }

    private static void greet(RunSettings settings) {
        Installation.say("""

            DevThread is ready at http://localhost:%d

              Sign in   alice, bob, carol or dave, each with the password devthread
              Data      %s
              Services  TCP event-bus bridge on localhost:%d, SockJS on http://localhost:%d/eventbus
              Health    http://localhost:%d/health/ready
              Stop      Ctrl-C
            """.formatted(
                        settings.port(),
                        settings.dataDirectory(),
                        settings.bridgePort(),
                        settings.port(),
                        settings.managementPort()));
    }
}
