import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/**
 * Counts the test cases in JUnit's XML reports, as Surefire, Failsafe, Vitest and Playwright write them.
 * Usage: java TestTotals.java FOLDER_OR_FILE… prints "PASSED FAILED SKIPPED", then a line for each that failed, or passed
 * only at its second try: which of the two, its name and the first line of why. What does not exist counts as nothing.
 */
class TestTotals {
    int passed;
    int failed;
    int skipped;
    final List<String> notable = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        TestTotals totals = new TestTotals();
        for (String arg : args) {
            totals.addAll(Path.of(arg));
        }
        System.out.println(totals.passed + " " + totals.failed + " " + totals.skipped);
        totals.notable.forEach(System.out::println);
    }

    void addAll(Path reports) throws Exception {
        if (!Files.exists(reports)) {
            return;
        }
        try (Stream<Path> files = Files.walk(reports, 1)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".xml")).toList()) {
                add(file);
            }
        }
    }

    void add(Path report) throws Exception {
        var cases = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
            add((Element) cases.item(i));
        }
    }

    void add(Element test) {
        Optional<Element> failure = first(test, "failure", "error");
        Optional<Element> flake = first(test, "flakyFailure", "flakyError");
        if (failure.isPresent()) {
            failed++;
            notable.add("FAILED " + name(test) + reason(failure.get()));
        } else if (first(test, "skipped").isPresent()) {
            skipped++;
        } else {
            passed++;
            flake.ifPresent(why -> notable.add("FLAKY " + name(test) + reason(why)));
        }
    }

    static String name(Element test) {
        String of = test.getAttribute("classname");
        String name = test.getAttribute("name");
        return of.isEmpty() || name.startsWith(of) ? name : of + ": " + name;
    }

    static String reason(Element problem) {
        String message = problem.getAttribute("message");
        return (message.isBlank() ? problem.getTextContent() : message)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .map(line -> " (" + line.substring(0, Math.min(line.length(), 160)) + ")")
                .orElse("");
    }

    static Optional<Element> first(Element test, String... outcomes) {
        return Stream.of(outcomes)
                .map(outcome -> (Element) test.getElementsByTagName(outcome).item(0))
                .filter(Objects::nonNull)
                .findFirst();
    }
}
