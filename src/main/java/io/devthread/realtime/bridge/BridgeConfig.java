package io.devthread.realtime.bridge;

import io.devthread.realtime.platform.Ports;
import java.time.Duration;

/**
 * The doors for other services. Host and port are those of the TCP bridge; the bounds hold for both bridges.
 *
 * @param host the address to listen on, default 127.0.0.1: the bridge speaks no TLS
 * @param port default 7000; 0 for any free one
 * @param maxFrameBytes the longest frame that is read, default 64 KiB
 * @param maxConnections of this process, default 1,000
 * @param inFlight calls of one connection that may be unanswered, default 256; more are refused with
 *     {@code unavailable}
 * @param frameTimeout a connection whose frame is not whole by then, or that does not take its answers, is dropped;
 *     default 10 s
 * @param idleTimeout a connection that has sent nothing for so long, not even a ping, is dropped; default 10 min
 */
public record BridgeConfig(
        String host,
        int port,
        int maxFrameBytes,
        int maxConnections,
        int inFlight,
        Duration frameTimeout,
        Duration idleTimeout) {
    private static final int LARGEST_FRAME = 16 * 1_024 * 1_024;

    public BridgeConfig {
        Ports.check("bridge.port", port);
        within("max_frame_bytes", maxFrameBytes, 1_024, LARGEST_FRAME);
        within("max_connections", maxConnections, 1, 100_000);
        within("in_flight", inFlight, 1, 10_000);
        positive("frame_timeout", frameTimeout);
        positive("idle_timeout", idleTimeout);
    }

    private static void within(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("bridge.%s must be %d to %d, not %d".formatted(key, least, most, value));
        }
    }

    private static void positive(String key, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException("bridge." + key + " must be more than 0");
        }
    }
}
