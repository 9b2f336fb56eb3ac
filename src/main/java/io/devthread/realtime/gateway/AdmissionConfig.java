package io.devthread.realtime.gateway;

import java.time.Duration;

/**
 * How fast clients are let in when very many come at once, and how many there may be. See {@link Admission}.
 *
 * @param perSecond connections that this process takes in each second at the most, 10 to 100,000; default 5,000. A
 *     crowd begins with a tenth of it: see {@link Pace}
 * @param burst that may come at once after a quiet while, 1 to 100,000; default 100
 * @param longestWait how long a connection that comes faster than the pace may wait, unread, for its turn, up to 10 s,
 *     the default. Who would have to wait longer is told when to come back; with 0 s everybody is
 * @param inFlight connections that wait for their entry into the directory, 1 to 10,000; default 500
 * @param maxConnections open at once on this process, all users together; default 50,000
 * @param perAddress open at once from one network address; default 0: no limit, since behind a proxy all come from one
 */
public record AdmissionConfig(
        int perSecond, int burst, Duration longestWait, int inFlight, int maxConnections, int perAddress) {
    /** Less than clients wait for an answer. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    public static final AdmissionConfig DEFAULT =
            new AdmissionConfig(5_000, 100, Duration.ofSeconds(10), 500, 50_000, 0);

    public AdmissionConfig {
        within("per_second", perSecond, 10, 100_000);
        within("burst", burst, 1, 100_000);
        if (longestWait.isNegative() || longestWait.compareTo(LONGEST_WAIT) > 0) {
            throw new IllegalArgumentException(
                    "gateway.admission.longest_wait must be 0s to 10s, not " + longestWait.toMillis() + "ms");
        }
        within("in_flight", inFlight, 1, 10_000);
        within("max_connections", maxConnections, 1, Integer.MAX_VALUE);
        within("per_address", perAddress, 0, Integer.MAX_VALUE);
    }

    private static void within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "gateway.admission." + name + " must be " + least + " to " + most + ", not " + value);
        }
    }
}
