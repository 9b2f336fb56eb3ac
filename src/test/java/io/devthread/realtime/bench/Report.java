package io.devthread.realtime.bench;

import io.devthread.realtime.model.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What a run measured: as a table, as JSON, and as an HTML page with a chart. Times in milliseconds. */
final class Report {
    private static final double[] PERCENTILES = {50, 95, 99, 99.9, 100};
    private static final int CHART_WIDTH = 640;

    private final Map<String, Object> run = new LinkedHashMap<>();
    private final Map<String, Histogram> rows = new LinkedHashMap<>();

    Report(String name, int connections, int rate, Duration duration) {
        run.put("name", name);
        run.put("at", Instant.now().toString());
        run.put("connections", connections);
        run.put("rate_per_second", rate);
        run.put("seconds", duration.toSeconds());
        run.put("java", Runtime.version().toString());
    }

    Report counting(String what, long count) {
        run.put(what, count);
        return this;
    }

    Report measuring(String what, double value) {
        run.put(what, Math.round(value * 100) / 100.0);
        return this;
    }

    Report with(String row, Histogram micros) {
        rows.put(row, micros);
        return this;
    }

    void print(PrintStream out) {
        out.println();
        int width = run.keySet().stream().mapToInt(String::length).max().orElse(1);
        run.forEach((key, value) -> out.printf("%-" + width + "s %s%n", key, value));
        out.printf("%n%-30s %8s %9s %9s %9s %9s %9s%n", "ms", "n", "p50", "p95", "p99", "p99.9", "max");
        rows.forEach((row, histogram) -> {
            out.printf("%-30s %8d", row, histogram.getTotalCount());
            for (double percentile : PERCENTILES) {
                out.printf(Locale.ROOT, " %9.2f", millis(histogram, percentile));
            }
            out.println();
        });
    }

    void write(Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        Map<String, Object> json = new LinkedHashMap<>(run);
        rows.forEach((row, histogram) -> json.put(row, figures(histogram)));
        Files.writeString(folder.resolve(name + ".json"), Json.text(json) + "\n");
        Files.writeString(folder.resolve(name + ".html"), html());
    }

    private static Map<String, Double> figures(Histogram histogram) {
        Map<String, Double> figures = new LinkedHashMap<>();
        for (double percentile : PERCENTILES) {
            figures.put(label(percentile), millis(histogram, percentile));
        }
        return figures;
    }

    private String html() {
        double max =
                rows.values().stream().mapToDouble(h -> millis(h, 99.9)).max().orElse(1);
        StringBuilder html = new StringBuilder(
                "<!doctype html><meta charset=\"utf-8\"><title>Benchmark</title>"
                        + "<style>body{font:14px sans-serif;margin:2rem;max-width:60rem}td,th{padding:.2rem .8rem;text-align:right}"
                        + "th:first-child,td:first-child{text-align:left}</style><h1>DevThread Realtime: benchmark</h1><table>");
        run.forEach((key, value) ->
                html.append("<tr><td>").append(key).append("<td>").append(value));
        html.append("</table><h2>Milliseconds</h2><table><tr><th><th>p50<th>p95<th>p99<th>p99.9<th>max");
        rows.forEach((row, histogram) -> {
            html.append("<tr><td>").append(row);
            for (double percentile : PERCENTILES) {
                html.append(String.format(Locale.ROOT, "<td>%.2f", millis(histogram, percentile)));
            }
        });
        html.append("</table><h2>p50, p95, p99, p99.9</h2>");
        rows.forEach((row, histogram) -> html.append(chart(row, histogram, max)));
        return html.append('\n').toString();
    }

    private static String chart(String row, Histogram histogram, double max) {
        StringBuilder svg =
                new StringBuilder("<h3>" + row + "</h3><svg width=\"" + (CHART_WIDTH + 140) + "\" height=\"96\">");
        for (int i = 0; i < PERCENTILES.length - 1; i++) {
            double value = millis(histogram, PERCENTILES[i]);
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"60\" y=\"%d\" width=\"%.1f\" height=\"18\" fill=\"#5B4BDB\"/>"
                            + "<text x=\"0\" y=\"%d\">%s</text><text x=\"%.1f\" y=\"%d\">%.2f ms</text>",
                    i * 24,
                    value / max * CHART_WIDTH,
                    i * 24 + 14,
                    label(PERCENTILES[i]),
                    66 + value / max * CHART_WIDTH,
                    i * 24 + 14,
                    value));
        }
        return svg.append("</svg>").toString();
    }

    private static String label(double percentile) {
        return percentile == 100
                ? "max"
                : "p" + (percentile == Math.rint(percentile) ? (int) percentile + "" : percentile + "");
    }

    private static double millis(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1_000.0;
    }
}
