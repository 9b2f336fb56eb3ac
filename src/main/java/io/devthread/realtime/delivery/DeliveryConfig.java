package io.devthread.realtime.delivery;

import java.time.Duration;

/**
 * @param logLength durable events kept per user, 1 to 10,000, default 100: older ones can't be resumed
 * @param logTtl how long a log lives after its last event or connection, default 7 days; then it begins a new epoch
 * @param sessionTtl how long a session can be restored after a disconnect, default 2 minutes
 * @param connectionsPerUser over all nodes, 1 to 1,000, default 10
 * @param leaseTtl when a node that does not answer counts as dead, at least 1 s, default 10 s; it is renewed five times
 *     as often
 * @param sweepAfter the age at which an outbox row is not left to its sender any more, default 1 s
 * @param sweepEvery pause between two sweeps, default 500 ms; both together are the delay after a crash
 */
public record DeliveryConfig(
        int logLength,
        Duration logTtl,
        Duration sessionTtl,
        int connectionsPerUser,
        Duration leaseTtl,
        Duration sweepAfter,
        Duration sweepEvery) {
    public DeliveryConfig {
        within("delivery.log_length", logLength, 1, 10_000);
        within("delivery.connections_per_user", connectionsPerUser, 1, 1_000);
        atLeast("delivery.log_ttl", logTtl, Duration.ofMinutes(1));
        atLeast("delivery.session_ttl", sessionTtl, Duration.ofSeconds(10));
        atLeast("delivery.lease_ttl", leaseTtl, Duration.ofSeconds(1));
        atLeast("delivery.sweep_after", sweepAfter, Duration.ZERO);
        atLeast("delivery.sweep_every", sweepEvery, Duration.ofMillis(10));
    }

    public static DeliveryConfig defaults() {
        return new DeliveryConfig(
                100,
                Duration.ofDays(7),
                Duration.ofMinutes(2),
                10,
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofMillis(500));
    }

    private static void within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ", not " + value);
        }
    }

    private static void atLeast(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", not " + value);
        }
    }
}
