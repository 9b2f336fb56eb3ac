package io.devthread.realtime.feed;

import java.time.Duration;

/**
 * @param batchInterval at most one {@code feed_update} in this time, 1 s to 1 hour, default 30 s
 * @param countsInterval at most one {@code post_counts} for a post in this time, 100 ms to 1 minute, default 1 s
 */
public record FeedConfig(Duration batchInterval, Duration countsInterval) {
    public static final FeedConfig DEFAULT = new FeedConfig(Duration.ofSeconds(30), Duration.ofSeconds(1));

    public FeedConfig {
        check("batch_interval", batchInterval, Duration.ofSeconds(1), Duration.ofHours(1));
        check("counts_interval", countsInterval, Duration.ofMillis(100), Duration.ofMinutes(1));
    }

    private static void check(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ", not " + value);
        }
    }
}
