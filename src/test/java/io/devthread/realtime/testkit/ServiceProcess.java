package io.devthread.realtime.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The service in a JVM of its own, as in production: to be started beside others, stopped, and killed. Runs the fat jar
 * where the build has just made it ({@code devthread.test.jar}), else the classes under test.
 */
public final class ServiceProcess implements AutoCloseable {
    /** Many of them start at once, on machines with few cores. */
    private static final Duration START_TIME = Duration.ofMinutes(3);

    private static final Duration STOP_TIME = Duration.ofSeconds(60);
    private static final AtomicInteger STARTED = new AtomicInteger();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final Process process;
    private final ServiceAddress management;
    private final Path log;

    private ServiceProcess(Process process, ServiceAddress management, Path log) {
        this.process = process;
        this.management = management;
        this.log = log;
    }

    /**
     * Starts it and returns at once.
     *
     * @param groups as in {@code --groups=}
     * @param settings {@code DEVTHREAD_…}; nothing of this JVM's own settings is handed on
     */
    public static ServiceProcess start(String groups, Map<String, String> settings) {
        return start(List.of(), groups, settings);
    }

    /** @param within the command that runs another one, as {@code ip netns exec} does in a network of its own */
    public static ServiceProcess start(List<String> within, String groups, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(settings);
        int managementPort = port(environment, "DEVTHREAD_MANAGEMENT_PORT");
        String host = environment.getOrDefault("DEVTHREAD_MANAGEMENT_HOST", "127.0.0.1");
        environment.putIfAbsent("DEVTHREAD_BRIDGE_PORT", "0");
        List<String> command = new ArrayList<>(within);
        command.addAll(java());
        command.addAll(production());
        command.add("--groups=" + groups);
        return start(groups, command, environment, new ServiceAddress(host, managementPort));
    }

    /** Starts all of it with stores of its own in {@code dataDirectory}, as {@code scripts/run} does. */
    public static ServiceProcess startEmbedded(Path dataDirectory, Map<String, String> settings) {
        return startEmbedded("EmbeddedMain", dataDirectory, settings);
    }

    /** Starts a local cluster, as {@code scripts/cluster} does. */
    public static ServiceProcess startCluster(Path dataDirectory, Map<String, String> settings) {
        return startEmbedded("ClusterMain", dataDirectory, settings);
    }

    private static ServiceProcess startEmbedded(String main, Path dataDirectory, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("DATA_DIR", dataDirectory.toString());
        port(environment, "PORT");
        port(environment, "BRIDGE_PORT");
        int managementPort = port(environment, "MANAGEMENT_PORT");
        List<String> command = java();
        command.addAll(coverageAgent());
        command.addAll(underTest("io.devthread.realtime.embedded." + main));
        return start("embedded", command, environment, new ServiceAddress(managementPort));
    }

    private static ServiceProcess start(
            String name, List<String> command, Map<String, String> environment, ServiceAddress management) {
        try {
            Path log = logFile(name);
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().keySet().removeIf(ServiceProcess::isSetting);
            builder.environment().putAll(environment);
            return new ServiceProcess(builder.start(), management, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSetting(String key) {
        return key.startsWith("DEVTHREAD_") || key.endsWith("PORT") || key.equals("DATA_DIR");
    }

    private static int port(Map<String, String> environment, String key) {
        return Integer.parseInt(environment.computeIfAbsent(key, absent -> Integer.toString(FreePorts.next())));
    }

    private static Path logFile(String name) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "service-logs"));
        return folder.resolve("%d-%d-%s.log"
                .formatted(ProcessHandle.current().pid(), STARTED.incrementAndGet(), name.replaceAll("[^a-z]+", "-")));
    }

    private static List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The simplest compiler and collector: these processes are short-lived, and many start at once.
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m", "--enable-native-access=ALL-UNNAMED"));
        return command;
    }

    /**
     * Of this JVM, if it has one: with it, what another JVM runs counts too, unless that is killed. For the package
     * {@code embedded} only: the rest runs in this JVM, too, and makes a start much longer.
     */
    public static List<String> coverageAgent() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-javaagent:") && argument.contains("jacoco"))
                .map(argument ->
                        argument.replace("includes=io.devthread.*", "includes=io.devthread.realtime.embedded.*"))
                .toList();
    }

    private static List<String> production() {
        String jar = System.getProperty("devthread.test.jar", "");
        return !jar.isEmpty() && Files.exists(Path.of(jar))
                ? List.of("-jar", jar)
                : underTest("io.devthread.realtime.Main");
    }

    private static List<String> underTest(String mainClass) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        // Only what stands in the main tree: the tests' own logging settings would hide the service's.
        String withoutTests = classPath.replaceAll("[^:]*/target/test-classes/?:", "");
        return List.of("-cp", withoutTests, mainClass);
    }

    /** Returns when its management port says that it is ready; fails at once with its log when it has ended instead. */
    public ServiceProcess awaitReady() {
        Eventually.holds("the service is ready; its log:\n" + log, START_TIME, () -> !process.isAlive() || isReady());
        if (!process.isAlive()) {
            throw new AssertionError("the service ended with status " + process.exitValue() + ":\n" + log());
        }
        return this;
    }

    public boolean isReady() {
        HttpRequest request = HttpRequest.newBuilder(management.http("/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < 300;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** SIGTERM and a look at once: for what happens while it stops. */
    public void askToStop() {
        process.destroy();
    }

    public int managementPort() {
        return management.port();
    }

    /** A metric without labels, as Prometheus shows it. */
    public double metric(String name) {
        return TestService.metric(management, name);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL: nothing is said to anybody. Returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM, and returns its status when it has drained. */
    public int stop() {
        process.destroy();
        return awaitEnd();
    }

    /** Its status, when it ends by itself. */
    public int awaitEnd() {
        try {
            if (!process.waitFor(STOP_TIME.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the service did not end:\n" + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** All that it has printed. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }
}
