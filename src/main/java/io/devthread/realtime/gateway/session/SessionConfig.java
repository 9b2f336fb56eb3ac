package io.devthread.realtime.gateway.session;

import java.time.Duration;

/**
 * The limits of a connection (contract section 2). The welcome announces those that a client has to keep.
 *
 * @param authenticationTimeout for the first command of a socket opened without a token; default 5 s
 * @param maxSubscriptions per connection, the user's own channel not counted; default 128
 * @param slowConsumerTimeout how long durable events may wait in the log for a reader whose outbound bound is reached,
 *     before it is closed with 4008; default 5 s
 * @param positionCheck how often connections are compared with their logs; default 3 s
 */
public record SessionConfig(
        Duration authenticationTimeout,
        int maxSubscriptions,
        Duration slowConsumerTimeout,
        Duration positionCheck,
        RateLimitConfig rates) {

    static final int MAX_CHANNELS_PER_COMMAND = 128;

    public static final SessionConfig DEFAULT = new SessionConfig(
            Duration.ofSeconds(5), 128, Duration.ofSeconds(5), Duration.ofSeconds(3), RateLimitConfig.DEFAULT);

    public SessionConfig {
        atLeast("max_subscriptions", maxSubscriptions, 1);
        atLeast("authentication_timeout (ms)", authenticationTimeout.toMillis(), 100);
        atLeast("slow_consumer_timeout (ms)", slowConsumerTimeout.toMillis(), 100);
        atLeast("position_check (ms)", positionCheck.toMillis(), 100);
    }

    private static void atLeast(String name, long value, long minimum) {
        if (value < minimum) {
            throw new IllegalArgumentException(name + " must be at least " + minimum + ", not " + value);
        }
    }
}
