package io.devthread.realtime.privacy;

import java.time.Duration;

/**
 * @param inFlight requests per address that may be under way, 1 to 100,000, default 500
 * @param erasureEvery how often it is looked for erasures that another process has left, 100 ms to 1 h, default 1 minute
 * @param erasureLease for how long an erasure is left to a process that says nothing of it, 1 s to 10 minutes, default
 *     30 s; longer than any single step takes
 */
public record PrivacyConfig(int inFlight, Duration erasureEvery, Duration erasureLease) {
    public static final PrivacyConfig DEFAULT = new PrivacyConfig(500, Duration.ofMinutes(1), Duration.ofSeconds(30));

    public PrivacyConfig {
        if (inFlight < 1 || inFlight > 100_000) {
            throw new IllegalArgumentException("privacy.in_flight must be 1 to 100000, not " + inFlight);
        }
        within("erasure_every", erasureEvery, Duration.ofMillis(100), Duration.ofHours(1));
        within("erasure_lease", erasureLease, Duration.ofSeconds(1), Duration.ofMinutes(10));
    }

    private static void within(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "privacy.%s must be %s to %s, not %s".formatted(key, least, most, value));
        }
    }
}
