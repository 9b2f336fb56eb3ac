package io.devthread.realtime.gateway.session;

import io.devthread.realtime.gateway.Connections;
import java.time.Duration;

/**
 * Which part of the users the position check looks at next, and how: at a glance or thoroughly. A round goes through
 * all parts. Each part is checked thoroughly once in a few rounds, and other parts in other rounds, so that all rounds
 * cost about the same.
 */
final class CheckRounds {
    /** A glance costs a third of a thorough check; with more than four glances for each little more would be saved. */
    private static final int MOST_ROUNDS = 5;

    private final int thoroughEvery;
    private int part;
    private int round;
    private int thoroughOnesLeft;
    private volatile boolean allWanted;

    /**
     * @param round how long it takes
     * @param keepEvery how often a thorough check is needed, see {@link io.devthread.realtime.delivery.Logs#keepEvery}
     */
    CheckRounds(Duration round, Duration keepEvery) {
        this.thoroughEvery = Math.clamp(keepEvery.dividedBy(round), 1, MOST_ROUNDS);
    }

    void next() {
        part = (part + 1) % Connections.PARTS;
        if (part == 0) {
            round++;
        }
        if (allWanted) {
            allWanted = false;
            thoroughOnesLeft = Connections.PARTS;
        } else if (thoroughOnesLeft > 0) {
            thoroughOnesLeft--;
        }
    }

    /** 0 to {@link Connections#PARTS} - 1. */
    int part() {
        return part;
    }

    boolean isThorough() {
        return thoroughOnesLeft > 0 || (round + part) % thoroughEvery == 0;
    }

    /** Any thread. From the next part on all are checked thoroughly, once. */
    void wantAll() {
        allWanted = true;
    }
}
