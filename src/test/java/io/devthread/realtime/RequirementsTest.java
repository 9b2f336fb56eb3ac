package io.devthread.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every file and every test that {@code docs/requirements.md} names is there, and no bullet is left without a word. */
class RequirementsTest {
    private static final Path DOCUMENT = Path.of("docs/requirements.md");
    private static final Path JAVA_TESTS = Path.of("src/test/java");
    private static final Path WEB = Path.of("webroot");
    private static final String NOT_YET = "not yet";

    private static final Pattern LINK = Pattern.compile("]\\(([^)]+)\\)");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    /** One line of a table: a bullet of the milestone, the files that meet it, the tests that show it. */
    private record Row(String bullet, String where, String shownBy) {
        List<String> files() {
            return captured(LINK, where);
        }

        List<String> tests() {
            return captured(NAME, shownBy);
        }

        private static List<String> captured(Pattern pattern, String cell) {
            return pattern.matcher(cell).results().map(match -> match.group(1)).toList();
        }
    }

    @Test
    void everyItemOfTheMilestoneHasItsSection() {
        List<String> sections = lines().filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3).split(" ")[0])
                .toList();
        List<String> items = Stream.concat(
                        IntStream.rangeClosed(1, 16).mapToObj(item -> "3.7." + item), Stream.of("Notes"))
                .toList();
        assertThat(sections).isEqualTo(items);
    }

    @Test
    void everyBulletHasAPlaceAndATestOrIsNotYet() {
        assertThat(rows()).hasSizeGreaterThan(100).allSatisfy(row -> {
            if (row.where().equals(NOT_YET)) {
                assertThat(row.shownBy()).as(row.bullet()).isEmpty();
            } else {
                assertThat(row.files()).as(row.bullet()).isNotEmpty();
                assertThat(row.tests()).as(row.bullet()).isNotEmpty();
            }
        });
    }

    @Test
    void everyNamedFileExists() {
        assertThat(named(Row::files).filter(file -> !Files.exists(DOCUMENT.resolveSibling(file))))
                .isEmpty();
    }

    @Test
    void everyNamedTestExists() {
        assertThat(named(Row::tests).filter(test -> !exists(test))).isEmpty();
    }

    @Test
    void aTestThatIsNotThereIsNoticed() {
        assertThat(exists("RequirementsTest#aTestThatIsNotThereIsNoticed")).isTrue();
        assertThat(Stream.of(
                        "RequirementsTest#exists",
                        "RequirementsTest#another",
                        "NowhereTest#another",
                        "src/app/nowhere.spec.ts: is never late",
                        "src/app/shared/realtime/backoff.spec.ts: is never late",
                        "pom.xml: <coverage.minimum>0.10</coverage.minimum>"))
                .noneMatch(RequirementsTest::exists);
    }

    /** In one of the forms that the document explains at its top. */
    private static boolean exists(String test) {
        String[] java = test.split("#", 2);
        String[] other = test.split(": ", 2);
        if (other.length == 1) {
            return hasMethod(source(java[0]), java[1]);
        }
        return other[0].endsWith(".spec.ts")
                ? hasTitle(text(WEB.resolve(other[0])), other[1])
                : text(Path.of(other[0])).contains(other[1]);
    }

    private static boolean hasMethod(String code, String name) {
        return found("@(Test|ParameterizedTest|RepeatedTest)\\b((?!\\bvoid\\b)[\\s\\S])*\\bvoid " + name + "\\(", code);
    }

    private static boolean hasTitle(String code, String title) {
        return found("\\(\\s*['\"]" + Pattern.quote(title) + "['\"],", code);
    }

    private static boolean found(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).find();
    }

    private static String source(String testClass) {
        try (Stream<Path> files = Files.walk(JAVA_TESTS)) {
            return files.filter(file -> file.endsWith(testClass + ".java"))
                    .map(RequirementsTest::text)
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> named(Function<Row, List<String>> what) {
        return rows().stream().flatMap(row -> what.apply(row).stream()).distinct();
    }

    private static List<Row> rows() {
        return lines().filter(line -> line.startsWith("| ") && !line.startsWith("| acceptance "))
                .map(RequirementsTest::row)
                .toList();
    }

    private static Row row(String line) {
        String[] cells = line.substring(1).split("\\|", -1);
        assertThat(cells).as(line).hasSize(4);
        return new Row(cells[0].strip(), cells[1].strip(), cells[2].strip());
    }

    private static Stream<String> lines() {
        return text(DOCUMENT).lines();
    }

    /** Empty where there is no such file. */
    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
