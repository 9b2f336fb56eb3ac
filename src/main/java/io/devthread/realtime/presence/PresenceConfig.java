package io.devthread.realtime.presence;

import java.time.Duration;

/**
 * @param offlineDebounce how long after the last connection a person still counts as there, up to 1 minute, default 5 s;
 *     0: not at all
 * @param pollGrace how long after a poll a person still counts as there, 1 s to 5 minutes, default 15 s
 * @param publishEvery changes are told together this often, and those of one person at most this often, 100 ms to 1
 *     minute, default 1 s
 * @param lastSeenEvery how often {@code last_seen} is stored of somebody who is there, 1 s to 1 hour, default 1 minute
 * @param refreshEvery in this time a gateway tells of all of its users again, a part at a time, 5 s to 1 hour, default
 *     30 s
 * @param maxWatched how many of those whom a person follows are watched for it, 1 to 10,000, default 1,000
 * @param inFlight requests per address that may be under way, 1 to 100,000, default 1,000; what comes beyond is refused
 *     with {@code unavailable} at once
 */
public record PresenceConfig(
        Duration offlineDebounce,
        Duration pollGrace,
        Duration publishEvery,
        Duration lastSeenEvery,
        Duration refreshEvery,
        int maxWatched,
        int inFlight) {
    public static final PresenceConfig DEFAULT = new PresenceConfig(
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(30),
            1_000,
            1_000);

    public PresenceConfig {
        within("offline_debounce", offlineDebounce, Duration.ZERO, Duration.ofMinutes(1));
        within("poll_grace", pollGrace, Duration.ofSeconds(1), Duration.ofMinutes(5));
        within("publish_every", publishEvery, Duration.ofMillis(100), Duration.ofMinutes(1));
        within("last_seen_every", lastSeenEvery, Duration.ofSeconds(1), Duration.ofHours(1));
        within("refresh_every", refreshEvery, Duration.ofSeconds(5), Duration.ofHours(1));
        within("max_watched", maxWatched, 1, 10_000);
        within("in_flight", inFlight, 1, 100_000);
    }

    private static <T extends Comparable<T>> void within(String key, T value, T least, T most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "presence." + key + " must be " + least + " to " + most + ", not " + value);
        }
    }
}
