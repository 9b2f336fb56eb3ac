package io.devthread.realtime.embedded;

import io.devthread.realtime.Main;
import io.devthread.realtime.config.Group;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One process of the local cluster, the same each time it is started. It is a session of its own, so that Ctrl-C
 * reaches only the process that started it; so it outlives a {@code kill -9} of that one, as the stores do, and the next
 * start on the same folder finds it by its pid file and its command line.
 *
 * @param name for people, as {@code gateway-1}
 * @param folder {@code processes/<name>} of the data folder: never made, but it names the process in its command line;
 *     its log and its pid file stand beside it
 * @param environment the settings
 */
record ClusterProcess(String name, Group group, OwnPorts ports, Path folder, Map<String, String> environment) {
    private static final Duration END_TIME = Duration.ofSeconds(15);

    /** All free ones; of a group that has no use for some of them they stay unused. */
    record OwnPorts(int gateway, int bridge, int management, int cluster) {}

    static ClusterProcess of(String name, Group group, Path dataDirectory) {
        OwnPorts ports = new OwnPorts(Ports.free(), Ports.free(), Ports.free(), Ports.free());
        return new ClusterProcess(name, group, ports, folder(dataDirectory).resolve(name), Map.of());
    }

    ClusterProcess with(Map<String, String> shared) {
        Map<String, String> settings = new HashMap<>(shared);
        settings.put("DEVTHREAD_GROUPS", group.label());
        settings.put("DEVTHREAD_GATEWAY_PORT", Integer.toString(ports.gateway()));
        settings.put("DEVTHREAD_BRIDGE_PORT", Integer.toString(ports.bridge()));
        settings.put("DEVTHREAD_MANAGEMENT_PORT", Integer.toString(ports.management()));
        settings.put("DEVTHREAD_CLUSTER_PORT", Integer.toString(ports.cluster()));
        return new ClusterProcess(name, group, ports, folder, settings);
    }

    private static Path folder(Path dataDirectory) {
        return dataDirectory.resolve("processes");
    }

    /** What a killed predecessor on this data folder left running. Nobody reaches it any more, so it gets no time. */
    static void endOrphans(DataDirectory data) throws IOException {
        if (!Files.isDirectory(folder(data.root()))) {
            return;
        }
        try (Stream<Path> files = Files.list(folder(data.root()))) {
            files.filter(file -> file.toString().endsWith(".pid"))
                    .map(ClusterProcess::store)
                    .forEach(orphan -> orphan.end(List.of("KILL"), END_TIME));
        }
    }

    private static StoreProcess store(Path pidFile) {
        String name = pidFile.getFileName().toString().replace(".pid", "");
        return new StoreProcess(name, pidFile, pidFile.resolveSibling(name));
    }

    /** Returns at once. */
    Process start() throws IOException {
        Files.createDirectories(folder.getParent());
        Path log = beside(".log");
        ProcessBuilder builder = new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().keySet().removeIf(key -> key.startsWith("DEVTHREAD_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        Files.writeString(beside(".pid"), process.pid() + "\n");
        return process;
    }

    /** This very Java with this very code. */
    private List<String> command() {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-Ddevthread.process=" + folder);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        return command;
    }

    long pid() {
        return store(beside(".pid")).pid().orElse(0);
    }

    Path log() {
        return beside(".log");
    }

    private Path beside(String ending) {
        return folder.resolveSibling(name + ending);
    }
}
