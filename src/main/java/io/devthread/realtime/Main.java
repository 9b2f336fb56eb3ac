package io.devthread.realtime;

import io.devthread.realtime.config.ConfigException;
import io.devthread.realtime.config.ConfigLoader;
import io.devthread.realtime.config.RealtimeConfig;
import io.devthread.realtime.platform.Cluster;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * One process of the service. Ends with status 2 where the configuration is wrong and with 1 where it can't start,
 * after one line that says why; drains on SIGTERM and Ctrl-C, and then ends with 0.
 */
public final class Main {
    private static final int CANNOT_START = 1;
    private static final int BAD_CONFIGURATION = 2;

    /** A started process. {@link #close} sends its clients elsewhere, waits for them, and leaves the cluster. */
    public interface Running extends AutoCloseable {
        int gatewayPort();

        int managementPort();

        @Override
        void close();
    }

    private Main() {}

    public static void main(String[] args) {
        try {
            Running running = start(args, System.getenv());
            Runtime.getRuntime().addShutdownHook(new Thread(running::close, "drain"));
            endsWellOn("TERM", "INT");
        } catch (ConfigException wrong) {
            end(BAD_CONFIGURATION, wrong);
        } catch (StartException failed) {
            LoggerFactory.getLogger(Main.class).debug("process.start failed", failed);
            end(CANNOT_START, failed);
        }
    }

    /**
     * Starts a process and waits until it serves.
     *
     * @param environment whose {@code DEVTHREAD_…} variables are settings
     * @throws ConfigException when it is configured wrongly
     * @throws StartException when a port is taken or a store is away
     */
    public static Running start(String[] args, Map<String, String> environment) {
        return start(args, environment, Cluster::join);
    }

    /** The same, with a way into the cluster that a test can cut. */
    public static Running start(String[] args, Map<String, String> environment, Cluster.Joining joining) {
        RealtimeConfig config = ConfigLoader.load(List.of(args), environment);
        return RealtimeProcess.start(config, joining);
    }

    /** By itself the JVM ends with 128 and the signal's number, which supervisors take for a crash. */
    private static void endsWellOn(String... signals) {
        for (String signal : signals) {
            Signal.handle(new Signal(signal), asked -> System.exit(0));
        }
    }

    private static void end(int status, RuntimeException why) {
        System.err.println("DevThread can't start: " + why.getMessage());
        System.exit(status);
    }
}
