package io.devthread.realtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Clients in JavaScript, of {@code src/test/clients}, run by the Node that builds the app. */
public final class NodeClient {
    private static final Path WEBROOT = Path.of("webroot").toAbsolutePath();
    private static final Path CLIENTS = Path.of("src/test/clients").toAbsolutePath();
    private static final long PATIENCE_SECONDS = 120;

    private NodeClient() {}

    /** Runs it to its end and gives what it printed; skips the test where there is no Node. */
    public static JsonNode run(String script, Map<String, Object> request) {
        Optional<String> node = node();
        assumeTrue(node.isPresent(), "Node is missing: the clients in JavaScript can't be run");
        try {
            Path output = Files.createTempFile("node-client", ".json");
            Path errors = Files.createTempFile("node-client", ".log");
            Process process = new ProcessBuilder(
                            node.get(), CLIENTS.resolve(script).toString(), Json.text(request))
                    .directory(WEBROOT.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            String printed = Files.readString(output);
            assertThat(ended && process.exitValue() == 0)
                    .as("%s: %s%s", script, printed, Files.readString(errors))
                    .isTrue();
            return Json.read(printed, JsonNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Optional<String> node() {
        Stream<Path> places = Stream.of(System.getenv("PATH").split(":")).map(Path::of);
        return Stream.concat(Stream.of(WEBROOT.resolve("node_modules/.bin")), places)
                .map(folder -> folder.resolve("node"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    /** One call, as both scripts take it. */
    public static Map<String, Object> call(String address, Map<String, String> headers, Object body) {
        return Map.of("address", address, "headers", headers, "body", body);
    }

    public static JsonNode overTcp(int port, List<Map<String, Object>> calls) {
        return run("tcp-bridge.mjs", Map.of("port", port, "calls", calls));
    }

    /** @param transport websocket, xhr-streaming or xhr-polling */
    public static JsonNode overSockJs(String url, String transport, List<Map<String, Object>> calls) {
        return run("sockjs-bridge.mjs", Map.of("url", url, "transport", transport, "calls", calls));
    }
}
