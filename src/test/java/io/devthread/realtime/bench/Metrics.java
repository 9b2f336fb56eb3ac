package io.devthread.realtime.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** What the service tells on its management port. Environment: MANAGEMENT_PORT. */
final class Metrics {
    private Metrics() {}

    /** Of all series of the name with the label, such as {@code reason="x"}; 0 while nobody answers. */
    static double sum(String name, String label) {
        URI metrics = URI.create("http://127.0.0.1:" + System.getenv("MANAGEMENT_PORT") + "/metrics");
        try (InputStream in = metrics.toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                    .filter(line -> line.contains(label))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        } catch (IOException notNow) {
            return 0;
        }
    }
}
