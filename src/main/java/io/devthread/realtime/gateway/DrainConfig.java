package io.devthread.realtime.gateway;

import java.time.Duration;

/**
 * How a process that stops lets go of its clients.
 *
 * @param spread over which the clients are told to come back, elsewhere; default 4 s
 * @param timeout for all of the stop: what is not done by then is given up; default 30 s
 */
public record DrainConfig(Duration spread, Duration timeout) {
    public static final DrainConfig DEFAULT = new DrainConfig(Duration.ofSeconds(4), Duration.ofSeconds(30));

    public DrainConfig {
        if (spread.isNegative()) {
            throw new IllegalArgumentException("gateway.drain.spread must be at least 0s");
        }
        if (timeout.compareTo(spread) < 0 || timeout.toSeconds() < 1) {
            throw new IllegalArgumentException("gateway.drain.timeout must be at least 1s, and as long as the spread");
        }
    }
}
