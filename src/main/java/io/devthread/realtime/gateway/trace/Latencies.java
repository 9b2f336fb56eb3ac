package io.devthread.realtime.gateway.trace;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long events took to their sockets, of the last 10 to 15 seconds, so that a chart shows the present. Counted in
 * buckets that grow with the value (eight to each doubling: 12 % apart), so that those of all nodes add up. Any thread;
 * a count that falls into the moment in which a slot is cleared may get lost.
 */
final class Latencies {
    private static final int EXACT = 16;
    private static final int BUCKETS = EXACT + 8 * 20;
    private static final long SLOT_MILLIS = 5_000;
    private static final int SLOTS = 4;

    private final AtomicLongArray[] slots = new AtomicLongArray[SLOTS];
    private final AtomicLongArray numbers = new AtomicLongArray(SLOTS);
    private final Clock clock;

    Latencies(Clock clock) {
        this.clock = clock;
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new AtomicLongArray(BUCKETS);
        }
    }

    void record(long millis) {
        long number = clock.millis() / SLOT_MILLIS;
        int slot = (int) (number % SLOTS);
        long before = numbers.get(slot);
        if (before != number && numbers.compareAndSet(slot, before, number)) {
            for (int i = 0; i < BUCKETS; i++) {
                slots[slot].set(i, 0);
            }
        }
        slots[slot].incrementAndGet(bucket(millis));
    }

    /** The number of events in each bucket. */
    List<Long> counts() {
        long now = clock.millis() / SLOT_MILLIS;
        List<Long> counts = new ArrayList<>(Collections.nCopies(BUCKETS, 0L));
        for (int slot = 0; slot < SLOTS; slot++) {
            if (numbers.get(slot) > now - 3) {
                for (int i = 0; i < BUCKETS; i++) {
                    counts.set(i, counts.get(i) + slots[slot].get(i));
                }
            }
        }
        return counts;
    }

    /** Of which so many hundredths of the events took no longer, in ms; empty when there were none. */
    static OptionalLong percentile(List<Long> counts, int hundredths) {
        long all = counts.stream().mapToLong(Long::longValue).sum();
        long left = Math.ceilDiv(all * hundredths, 100);
        for (int i = 0; i < counts.size() && all > 0; i++) {
            left -= counts.get(i);
            if (left <= 0) {
                return OptionalLong.of(longest(i));
            }
        }
        return OptionalLong.empty();
    }

    static int bucket(long millis) {
        if (millis < EXACT) {
            return (int) Math.max(0, millis);
        }
        int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(millis);
        int eighth = (int) (millis >>> (octave - 3)) & 7;
        return Math.min(BUCKETS - 1, EXACT + (octave - 4) * 8 + eighth);
    }

    /** The largest value that falls into the bucket. */
    static long longest(int bucket) {
        if (bucket < EXACT) {
            return bucket;
        }
        int octave = (bucket - EXACT) / 8 + 4;
        long eighth = (bucket - EXACT) % 8;
        return ((8 + eighth + 1) << (octave - 3)) - 1;
    }
}
