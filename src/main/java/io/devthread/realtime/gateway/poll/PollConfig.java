package io.devthread.realtime.gateway.poll;

/**
 * Long polling.
 *
 * @param maxWaiting polls that may wait on this process at once, default 20,000; more are refused with
 *     {@code unavailable}
 * @param maxWaitingPerUser default 10; one more answers the oldest
 */
public record PollConfig(int maxWaiting, int maxWaitingPerUser) {
    public static final PollConfig DEFAULT = new PollConfig(20_000, 10);

    public PollConfig {
        atLeastOne("poll.max_waiting", maxWaiting);
        atLeastOne("poll.max_waiting_per_user", maxWaitingPerUser);
    }

    private static void atLeastOne(String setting, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(setting + " must be at least 1, not " + value);
        }
    }
}
