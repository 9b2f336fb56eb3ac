package io.devthread.realtime.embedded;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Metrics of several processes as those of one, each sample with the label {@code process}. Prometheus' text form wants
 * all samples of a family together, behind its one head.
 */
final class JoinedMetrics {
    private final Map<String, StringJoiner> heads = new LinkedHashMap<>();
    private final Map<String, StringJoiner> samples = new LinkedHashMap<>();

    void add(String process, String text) {
        String family = "";
        boolean isNew = false;
        for (String line : text.lines().toList()) {
            if (line.startsWith("# HELP ")) {
                family = line.split(" ")[2];
                isNew = !heads.containsKey(family);
            }
            if (isNew && line.startsWith("#")) {
                heads.computeIfAbsent(family, first -> new StringJoiner("\n")).add(line);
            } else if (!line.startsWith("#") && !line.isBlank()) {
                samples.computeIfAbsent(family, first -> new StringJoiner("\n")).add(labelled(process, line));
            }
        }
    }

    private static String labelled(String process, String sample) {
        String label = "process=\"" + process + "\"";
        int value = sample.indexOf(' ');
        int labels = sample.indexOf('{');
        return labels >= 0 && labels < value
                ? sample.substring(0, labels + 1) + label + "," + sample.substring(labels + 1)
                : sample.substring(0, value) + "{" + label + "}" + sample.substring(value);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        samples.forEach((family, lines) -> {
            text.append(heads.getOrDefault(family, new StringJoiner("")));
            text.append('\n').append(lines).append('\n');
        });
        return text.toString();
    }
}
