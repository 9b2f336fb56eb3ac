package io.devthread.realtime.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names in the code, in the guide, on the dashboard and in the alerts are the same. */
class MetricNamesTest {
    private static final Path GUIDE = Path.of("docs/operate.md");
    private static final Path DASHBOARD = Path.of("conf/grafana/devthread.json");
    private static final Path ALERTS = Path.of("conf/prometheus/alerts.yml");

    private static final Pattern NAME = Pattern.compile("devthread_[a-z_]+[a-z]");

    /** What Prometheus adds to a name: a unit, and the kind of number. */
    private static final Pattern ENDING = Pattern.compile("(_seconds)?(_total|_bucket|_count|_sum|_max)?$");

    @ParameterizedTest
    @ValueSource(strings = {"docs/operate.md", "conf/grafana/devthread.json", "conf/prometheus/alerts.yml"})
    void everyNameThatIsWrittenDownExists(String file) throws IOException {
        assertThat(names(Path.of(file))).isNotEmpty().isSubsetOf(known());
    }

    @Test
    void everyMetricIsExplained() throws IOException {
        assertThat(names(GUIDE)).containsAll(known());
    }

    @Test
    void everyMetricIsShown() throws IOException {
        assertThat(names(DASHBOARD)).containsAll(known());
    }

    @Test
    void everyAlertIsExplained() throws IOException {
        Set<String> alerts = found(Pattern.compile("(?<=alert: )\\w+"), ALERTS);
        Set<String> explained = found(Pattern.compile("(?<=### )DevThread\\w+"), GUIDE);
        assertThat(alerts).isNotEmpty();
        assertThat(explained).isEqualTo(alerts);
    }

    private static Set<String> names(Path file) throws IOException {
        return found(NAME, file).stream()
                .map(name -> ENDING.matcher(name).replaceFirst(""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> found(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> known() {
        return Arrays.stream(MetricNames.class.getFields())
                .map(MetricNamesTest::value)
                .map(name -> name.replace('.', '_'))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String value(Field constant) {
        try {
            return (String) constant.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
