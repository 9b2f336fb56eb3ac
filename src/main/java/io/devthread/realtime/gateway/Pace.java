package io.devthread.realtime.gateway;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How fast a crowd is let in: so that those who are inside hardly feel it. What they would feel, the event loops feel
 * first: the later they come to their tasks, the slower the pace, whether it is the connections, Redis or another process
 * of this machine that has the processor.
 *
 * <p>Nobody knows before what the machine can take. So a crowd begins at a tenth of what is allowed, twice as much after
 * each {@link #DOUBLED} until a loop is late for the first time; from then on the pace grows by a quarter in a second.
 * Where nobody is inside yet, as after a restart, there is nobody to be considered, and the loops may be late.
 *
 * <p>Not thread-safe.
 */
final class Pace {
    /** Late by more than this a loop lets its clients wait. */
    static final Duration LATE = Duration.ofMillis(4);

    /** The part of the allowed pace with which a crowd begins. */
    static final double START = 0.1;

    static final double LEAST = 0.1;

    static final Duration DOUBLED = Duration.ofMillis(250);

    /** Who has been here for so long, or twice as long, is inside. */
    static final Duration SETTLED = Duration.ofSeconds(10);

    /** So long after the last of a crowd the next one is another. */
    static final Duration OVER = Duration.ofSeconds(2);

    private static final double SLOWER = 0.85;

    /** A loop that is very late has had no time to say so before. */
    private static final double MUCH_SLOWER = 0.5;

    private static final int VERY = 4;
    private static final double FASTER_IN_A_SECOND = 1.25;
    private static final double SECOND = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanoTime;
    private double share = START;
    private boolean isFelt;
    private long lookedNanos;
    private long crowdNanos;
    private long countedNanos;
    private int fewest;
    private int fewestBefore;

    Pace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lookedNanos = nanoTime.getAsLong();
        this.crowdNanos = lookedNanos;
        this.countedNanos = lookedNanos;
    }

    /** The part of the allowed pace that is right now: {@link #LEAST} to 1. */
    double share() {
        return share;
    }

    /** Since a while: whoever just comes is to be let in, not to be considered. */
    boolean isAnybodyInside() {
        return Math.min(fewest, fewestBefore) > 0;
    }

    /**
     * To be told some hundred times a second.
     *
     * @param lateNanos of the loop that tells
     * @param isCrowd whether anybody waits, or has been told to come back
     * @param open connections
     */
    void look(long lateNanos, boolean isCrowd, int open) {
        long now = nanoTime.getAsLong();
        count(open, now);
        crowdNanos = isCrowd ? now : crowdNanos;
        if (lateNanos > LATE.toNanos() && isAnybodyInside()) {
            slower(lateNanos > VERY * LATE.toNanos() ? MUCH_SLOWER : SLOWER);
        } else if (isCrowd) {
            share = Math.min(1, share * growth(now - lookedNanos));
        } else if (now - crowdNanos > OVER.toNanos()) {
            share = START;
            isFelt = false;
        }
        lookedNanos = now;
    }

    /** Those who were let in could not be served. */
    void failed() {
        slower(MUCH_SLOWER);
    }

    private void slower(double by) {
        share = Math.max(LEAST, share * by);
        isFelt = true;
    }

    private double growth(long nanos) {
        return isFelt ? Math.pow(FASTER_IN_A_SECOND, nanos / SECOND) : Math.pow(2, (double) nanos / DOUBLED.toNanos());
    }

    private void count(int open, long now) {
        if (now - countedNanos >= SETTLED.toNanos()) {
            countedNanos = now;
            fewestBefore = fewest;
            fewest = open;
        }
        fewest = Math.min(fewest, open);
    }
}
