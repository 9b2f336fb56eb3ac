package io.devthread.realtime.gateway.presence;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Growing, jittered pauses between tries, from 200 ms to 5 s. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private Duration most = FIRST;

    /** The pause after one more failure. */
    Duration next() {
        long millis = ThreadLocalRandom.current().nextLong(most.toMillis() / 2, most.toMillis() + 1);
        most = most.multipliedBy(2).compareTo(LONGEST) < 0 ? most.multipliedBy(2) : LONGEST;
        return Duration.ofMillis(millis);
    }

    /** @return whether this is the first failure in a row: the one to log */
    boolean isFirst() {
        return most.equals(FIRST);
    }

    void reset() {
        most = FIRST;
    }
}
