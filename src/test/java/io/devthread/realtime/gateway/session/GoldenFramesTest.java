package io.devthread.realtime.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The frames that the Angular tests read as well: what they hold as the protocol is what the gateway speaks. */
class GoldenFramesTest {
    private static final Path FOLDER = Path.of("src/test/resources/frames");
    private static final Set<String> TYPES =
            Set.of("notification", "message", "presence", "typing", "feed", "system", "ack", "error");

    static List<Path> frames() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the client sends carries no time: the server does not believe the client's clock. */
    static Stream<Path> commands() {
        return frames().stream().filter(file -> !read(file).has("timestamp"));
    }

    @Test
    void thereAreFrames() {
        assertThat(frames()).hasSizeGreaterThan(15);
        assertThat(commands()).hasSizeGreaterThan(5);
    }

    @ParameterizedTest
    @MethodSource("frames")
    void everyFrameHasAVersionAndAKnownType(Path file) {
        JsonNode frame = read(file);
        assertThat(frame.path("v").asInt()).isEqualTo(1);
        assertThat(TYPES).contains(frame.path("type").asText());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandIsOneThatTheGatewayReads(Path file) {
        assertThat(Command.parse(read(file).toString())).isNotNull();
    }

    private static JsonNode read(Path file) {
        try {
            return Json.mapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
