package io.devthread.realtime.gateway;

import io.devthread.realtime.platform.Ports;
import java.time.Duration;
import java.util.List;

/**
 * The public door.
 *
 * @param host the address to listen on, default 0.0.0.0
 * @param port default 8082; 0 for any free one
 * @param allowedOrigins pages of other hosts that may use the service, such as {@code https://app.example.com}; its own
 *     host always may; default none
 * @param requestTimeout a client that has not sent a whole request by then, counted from connecting or, for a body, from
 *     the head, is dropped; default 10 s
 * @param keepAliveTimeout how long after an answer the connection is kept for the next request; default 75 s
 * @param maxBodyBytes of an HTTP request, default 256 KiB; a list of commands may have 20 times
 *     {@code socket.max_frame_bytes}
 * @param admission how fast clients are let in, and how many
 * @param drain how they are let go when the process stops
 */
public record GatewayConfig(
        String host,
        int port,
        List<String> allowedOrigins,
        Duration requestTimeout,
        Duration keepAliveTimeout,
        int maxBodyBytes,
        AdmissionConfig admission,
        DrainConfig drain) {
    public GatewayConfig {
        Ports.check("gateway.port", port);
        allowedOrigins = List.copyOf(allowedOrigins);
        for (String origin : allowedOrigins) {
            if (!origin.matches("https?://[a-z0-9._-]+(:\\d{1,5})?")) {
                throw new IllegalArgumentException("gateway.allowed_origins must be scheme://host[:port] in lower case,"
                        + " without a path or a wildcard, not \"" + origin + "\"");
            }
        }
        atLeast("gateway.request_timeout in seconds", requestTimeout.toSeconds(), 1);
        atLeast("gateway.keep_alive_timeout in seconds", keepAliveTimeout.toSeconds(), 1);
        atLeast("gateway.max_body_bytes", maxBodyBytes, 1_024);
    }

    private static void atLeast(String setting, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(setting + " must be at least " + least + ", not " + value);
        }
    }
}
