package io.devthread.realtime.platform;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The pauses between tries of what fails: each may be twice as long as the one before, and is a random half to all of
 * that, so that many who failed together do not try again together. Not thread-safe.
 */
public final class Backoff {
    private final Duration first;
    private final Duration longest;
    private Duration most;

    /** For calls over the bus: from 200 ms to 5 s. */
    public Backoff() {
        this(Duration.ofMillis(200), Duration.ofSeconds(5));
    }

    public Backoff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.most = first;
    }

    /** The pause after one more failure. */
    public Duration next() {
        long millis = ThreadLocalRandom.current().nextLong(most.toMillis() / 2, most.toMillis() + 1);
        Duration twice = most.multipliedBy(2);
        most = twice.compareTo(longest) < 0 ? twice : longest;
        return Duration.ofMillis(millis);
    }

    /** @return whether this is the first failure in a row: the one to log */
    public boolean isFirst() {
        return most.equals(first);
    }

    /** After a success. */
    public void reset() {
        most = first;
    }
}
