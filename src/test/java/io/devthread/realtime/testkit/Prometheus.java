package io.devthread.realtime.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Json;
import java.io.File;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Debian's Prometheus, watching one process every second by the rules of {@code conf/prometheus}. */
public final class Prometheus implements AutoCloseable {
    private static final String CONFIG = """
            global: { scrape_interval: 1s, evaluation_interval: 1s }
            rule_files: ["%s"]
            scrape_configs:
              - job_name: devthread
                static_configs: [{ targets: ["%s"] }]
            """;

    private final ServiceAddress address;
    private final Process process;

    private Prometheus(ServiceAddress address, Process process) {
        this.address = address;
        this.process = process;
    }

    /** Where the program is: on the path, or where {@code scripts/test} has unpacked it. */
    public static Optional<Path> program(String name) {
        Stream<Path> path =
                Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of);
        return Stream.concat(path, Stream.of(Path.of("target/prometheus/usr/bin")))
                .map(folder -> folder.resolve(name).toAbsolutePath())
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @param target host and port of a management port */
    public static Prometheus start(Path folder, Path rules, String target) throws IOException {
        Path config =
                Files.writeString(folder.resolve("prometheus.yml"), CONFIG.formatted(rules.toAbsolutePath(), target));
        ServiceAddress address = new ServiceAddress(FreePorts.next());
        Process process = run(List.of(
                program("prometheus").orElseThrow().toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + address.port(),
                "--log.level=error"));
        return new Prometheus(address, process);
    }

    /** Its answer to a query of the present. */
    public JsonNode query(String expression) {
        return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    }

    public JsonNode get(String path) {
        return TestUser.requestOnce(address, Optional.empty(), "GET", path, Optional.empty())
                .body();
    }

    public boolean isUp() {
        try {
            return get("/api/v1/query?query=1").path("status").asText().equals("success");
        } catch (java.io.UncheckedIOException notYet) {
            return false;
        }
    }

    /** Runs {@code promtool} to its end. @return what it says when it complains; empty when all is well */
    public static String promtool(String... arguments) throws IOException, InterruptedException {
        Stream<String> command =
                Stream.concat(Stream.of(program("promtool").orElseThrow().toString()), Stream.of(arguments));
        Process process =
                new ProcessBuilder(command.toList()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? "" : Json.text(said);
    }

    private static Process run(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
