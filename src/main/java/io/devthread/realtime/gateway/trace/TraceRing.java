package io.devthread.realtime.gateway.trace;

import io.devthread.realtime.gateway.trace.TraceApi.Kind;
import io.devthread.realtime.gateway.trace.TraceApi.Look;
import io.devthread.realtime.gateway.trace.TraceApi.Sighting;
import io.devthread.realtime.model.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The last steps of events on this node, the oldest overwritten by the newest. One array of fixed size without an
 * object per step: it costs the garbage collector nothing, and a step 0.05 µs; with the event's id read from its frame
 * 0.14 µs (measured, as is a look through 131,072 steps: 2 to 4 ms). Any thread.
 *
 * <p>Nobody looks but an operator now and then, so nothing is indexed: a look walks through it all, and lets go of the
 * lock after each few thousand steps, so that sockets never wait for it longer than some microseconds.
 */
public final class TraceRing {
    /** Of the users' connections in one answer; what happened first after the event matters most. */
    static final int MOST = 1_000;

    static final Duration KEPT = Duration.ofHours(24);

    private static final UUID NONE = new UUID(0, 0);
    private static final Kind[] KINDS = Kind.values();
    private static final int STRIDE = 8;
    private static final int CHUNK = 4_096;
    private static final int KIND_BITS = 8;

    private final long[] cells;
    private final int capacity;
    private final Clock clock;
    private final Instant begun;
    private long total;

    public TraceRing(int capacity, Clock clock) {
        this.capacity = capacity;
        this.cells = new long[capacity * STRIDE];
        this.clock = clock;
        this.begun = clock.instant();
    }

    void ofEvent(Kind kind, UUID event, UserId user, UUID connection, long seq) {
        add(kind, event, user.value(), connection, seq);
    }

    void ofNode(Kind kind, UUID event, UserId user, long seq) {
        add(kind, event, user.value(), NONE, seq);
    }

    void ofConnection(Kind kind, UserId user, UUID connection, long number) {
        add(kind, NONE, user.value(), connection, number);
    }

    void ofUser(Kind kind, UserId user, long number) {
        add(kind, NONE, user.value(), NONE, number);
    }

    private synchronized void add(Kind kind, UUID event, UUID user, UUID connection, long number) {
        if (capacity == 0) {
            return;
        }
        int cell = (int) (total % capacity) * STRIDE;
        cells[cell] = clock.millis() << KIND_BITS | kind.ordinal();
        cells[cell + 1] = event.getMostSignificantBits();
        cells[cell + 2] = event.getLeastSignificantBits();
        cells[cell + 3] = user.getMostSignificantBits();
        cells[cell + 4] = user.getLeastSignificantBits();
        cells[cell + 5] = connection.getMostSignificantBits();
        cells[cell + 6] = connection.getLeastSignificantBits();
        cells[cell + 7] = number;
        total++;
    }

    /** What happened before then is forgotten. */
    synchronized Instant remembersSince() {
        Instant oldest = total <= capacity ? begun : at((int) (total % capacity) * STRIDE);
        Instant forgotten = clock.instant().minus(KEPT);
        return oldest.isBefore(forgotten) ? forgotten : oldest;
    }

    /** The events' own steps, and those of the users' connections since a moment; oldest first. */
    List<Sighting> look(Look look) {
        Set<UUID> events = new HashSet<>(look.events());
        Set<UserId> users = new HashSet<>(look.users());
        Instant forgotten = clock.instant().minus(KEPT);
        Instant since = look.since().isBefore(forgotten) ? forgotten : look.since();
        List<Sighting> found = new ArrayList<>();
        long next = oldest();
        while (next < end() && found.size() < MOST) {
            next = look(next, events, users, since.toEpochMilli(), forgotten.toEpochMilli(), found);
        }
        return found;
    }

    /** A chunk, from {@code from} or what is left of it by now. @return where to go on */
    private synchronized long look(
            long from, Set<UUID> events, Set<UserId> users, long since, long forgotten, List<Sighting> found) {
        long first = Math.max(from, oldest());
        long last = Math.min(total, first + CHUNK);
        for (long i = first; i < last && found.size() < MOST; i++) {
            int cell = (int) (i % capacity) * STRIDE;
            long at = cells[cell] >> KIND_BITS;
            UUID event = id(cell + 1);
            boolean isMeant = event.equals(NONE)
                    ? at >= since && users.contains(new UserId(id(cell + 3)))
                    : at >= forgotten && events.contains(event);
            if (isMeant) {
                found.add(sighting(cell));
            }
        }
        return last;
    }

    private synchronized long oldest() {
        return Math.max(0, total - capacity);
    }

    private synchronized long end() {
        return total;
    }

    private Sighting sighting(int cell) {
        return new Sighting(
                KINDS[(int) (cells[cell] & ((1 << KIND_BITS) - 1))],
                some(id(cell + 1)),
                new UserId(id(cell + 3)),
                some(id(cell + 5)),
                cells[cell + 7],
                at(cell));
    }

    private Instant at(int cell) {
        return Instant.ofEpochMilli(cells[cell] >> KIND_BITS);
    }

    private UUID id(int cell) {
        return new UUID(cells[cell], cells[cell + 1]);
    }

    private static Optional<UUID> some(UUID id) {
        return id.equals(NONE) ? Optional.empty() : Optional.of(id);
    }
}
