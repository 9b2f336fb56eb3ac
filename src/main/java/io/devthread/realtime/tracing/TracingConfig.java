package io.devthread.realtime.tracing;

import java.net.URI;

/**
 * Whether, where to and how much is traced.
 *
 * @param enabled default false: nothing is started
 * @param endpoint where an OpenTelemetry collector takes OTLP over HTTP, default http://127.0.0.1:4318/v1/traces
 * @param sampleRatio the share of requests that are recorded, 0 to 1, default 1; 0: only those whose sender records them
 * @param serviceName as it stands in the traces, default {@code devthread-realtime}
 */
public record TracingConfig(boolean enabled, String endpoint, double sampleRatio, String serviceName) {
    public static final TracingConfig DEFAULT =
            new TracingConfig(false, "http://127.0.0.1:4318/v1/traces", 1, "devthread-realtime");

    public TracingConfig {
        if (!isHttp(endpoint)) {
            throw new IllegalArgumentException("tracing.endpoint must be http(s)://host[:port]/path");
        }
        if (!(sampleRatio >= 0 && sampleRatio <= 1)) {
            throw new IllegalArgumentException("tracing.sample_ratio must be 0 to 1, not " + sampleRatio);
        }
        if (!serviceName.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException(
                    "tracing.service_name must be 1 to 64 letters, digits, dots, dashes or underscores");
        }
    }

    private static boolean isHttp(String endpoint) {
        try {
            URI uri = URI.create(endpoint);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
