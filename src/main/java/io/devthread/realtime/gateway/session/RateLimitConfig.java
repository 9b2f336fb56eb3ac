package io.devthread.realtime.gateway.session;

/**
 * Token buckets per user, all connections and transports of one node together.
 *
 * @param messages sending and editing: 20/s with a burst of 60
 * @param typing 5/s with a burst of 10
 * @param commands everything else, deleting and HTTP calls among it: 50/s with a burst of 150
 */
public record RateLimitConfig(Rate messages, Rate typing, Rate commands) {
    public static final RateLimitConfig DEFAULT =
            new RateLimitConfig(new Rate(20, 60), new Rate(5, 10), new Rate(50, 150));

    /**
     * @param perSecond tokens that come back each second, at least 1
     * @param burst tokens of a full bucket, at least 1
     */
    public record Rate(long perSecond, long burst) {
        public Rate {
            if (perSecond < 1 || burst < 1) {
                throw new IllegalArgumentException("per_second and burst must be at least 1");
            }
        }
    }
}
