package io.devthread.realtime.embedded;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * What {@code scripts/run} and {@code scripts/cluster} have in common: a data folder with its stores and key, the end
 * of all that was started, and one line with status 1 where it cannot start.
 */
final class Installation {
    /** Starts the service itself, after which it is ready. */
    interface Service {
        void start(Installation installation) throws Exception;
    }

    private final RunSettings settings;
    private final StopOrder parts = new StopOrder();

    private Installation(RunSettings settings) {
        this.settings = settings;
    }

    /** Returns when the service is ready; it lives until this process is asked to end. */
    static void run(Service service) {
        try {
            new Installation(RunSettings.from(System.getenv())).launch(service);
        } catch (StartFailure failure) {
            System.err.println("DevThread can't start: " + failure.getMessage());
            System.exit(1);
        }
    }

    private void launch(Service service) {
        Ports.requireFree("PORT", settings.port());
        Ports.requireFree("MANAGEMENT_PORT", settings.managementPort());
        Ports.requireFree("BRIDGE_PORT", settings.bridgePort());
        Runtime.getRuntime().addShutdownHook(new Thread(parts::stop, "stop"));
        try {
            service.start(this);
        } catch (Exception failure) {
            boolean askedTo = parts.isStopping();
            parts.stop();
            if (!askedTo) {
                throw failure instanceof StartFailure known ? known : new StartFailure(oneLine(failure), failure);
            }
        }
    }

    RunSettings settings() {
        return settings;
    }

    /** @return what processes on these stores have in common, as {@code DEVTHREAD_…} */
    Map<String, String> startStores() throws Exception {
        DataDirectory data = parts.start(() -> DataDirectory.open(settings.dataDirectory()));
        say("Starting PostgreSQL and Redis with the data in " + data.root());
        ClusterProcess.endOrphans(data);
        EmbeddedStores stores = parts.start(() -> EmbeddedStores.start(data));
        SigningKey key = SigningKey.in(data.keys()).ensure();
        return ServiceEnvironment.of(data.root(), stores, key);
    }

    /** It is closed when this process ends, before what was started earlier. */
    <T extends AutoCloseable> T start(Callable<T> starter) throws Exception {
        return parts.start(starter);
    }

    boolean isStopping() {
        return parts.isStopping();
    }

    /** All of it goes to a file, since a stack trace helps nobody at a terminal. */
    private String oneLine(Exception failure) {
        String text = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        Path details = settings.dataDirectory().resolve("start-failure.log");
        try (PrintWriter file = new PrintWriter(Files.newBufferedWriter(details))) {
            failure.printStackTrace(file);
            return text + " (details in " + details + ")";
        } catch (IOException noDetails) {
            return text;
        }
    }

    static void say(String text) {
        System.out.println(text);
        System.out.flush();
    }
}
