package io.devthread.realtime.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who searches the log for a line that the guide names finds it, where it was written. */
class LogNamesTest {
    private static final Path GUIDE = Path.of("docs/operate.md");
    private static final Path CODE = Path.of("src/main/java");

    /** The first cell of a row of the tables about logs. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[a-z_]+\\..*?) \\|");

    private static final Pattern NAME = Pattern.compile("`([a-z_.]+( [a-z]+)?)`");

    @Test
    void everyLineThatIsWorthASearchIsLogged() throws IOException {
        String code = code();
        assertThat(named())
                .hasSizeGreaterThan(30)
                .allSatisfy(name -> assertThat(code).as(name).containsPattern("\"" + Pattern.quote(name) + "[ \"]"));
    }

    private static List<String> named() throws IOException {
        String guide = Files.readString(GUIDE);
        String logs = guide.substring(guide.indexOf("\n## Logs\n"));
        return ROW.matcher(logs)
                .results()
                .flatMap(row -> NAME.matcher(row.group(1)).results())
                .map((MatchResult name) -> name.group(1))
                .toList();
    }

    private static String code() throws IOException {
        try (Stream<Path> files = Files.walk(CODE)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(LogNamesTest::text)
                    .collect(Collectors.joining());
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
