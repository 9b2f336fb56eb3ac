import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/**
 * Counts the test cases in JUnit's XML reports, as Surefire, Failsafe, Vitest and Playwright write them.
 * Usage: java TestTotals.java FOLDER_OR_FILE… prints "PASSED FAILED SKIPPED", then a line for each that failed: its name
 * and the first line of why. What does not exist counts as nothing.
 */
class TestTotals {
    int passed;
    int failed;
    int skipped;
    final List<String> failures = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        TestTotals totals = new TestTotals();
        for (String arg : args) {
            totals.addAll(Path.of(arg));
        }
        System.out.println(totals.passed + " " + totals.failed + " " + totals.skipped);
        totals.failures.forEach(System.out::println);
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
        if (has(test, "failure") || has(test, "error")) {
            failed++;
            failures.add(name(test) + reason(test));
        } else if (has(test, "skipped")) {
            skipped++;
        } else {
            passed++;
        }
    }

    static String name(Element test) {
        String of = test.getAttribute("classname");
        String name = test.getAttribute("name");
        return of.isEmpty() || name.startsWith(of) ? name : of + ": " + name;
    }

    static String reason(Element test) {
        var problems = test.getElementsByTagName(has(test, "failure") ? "failure" : "error");
        Element problem = (Element) problems.item(0);
        String message = problem.getAttribute("message");
        return (message.isBlank() ? problem.getTextContent() : message)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .map(line -> " (" + line.substring(0, Math.min(line.length(), 160)) + ")")
                .orElse("");
    }

    static boolean has(Element test, String outcome) {
        return test.getElementsByTagName(outcome).getLength() > 0;
    }
}
