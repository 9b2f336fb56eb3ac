package io.devthread.realtime.gateway.trace;

import io.devthread.realtime.delivery.Resumption.Reason;
import io.devthread.realtime.gateway.trace.TraceApi.Kind;
import io.devthread.realtime.gateway.trace.TraceApi.Look;
import io.devthread.realtime.gateway.trace.TraceApi.Sighting;
import io.devthread.realtime.model.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
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
    private static final Reason[] REASONS = Reason.values();

    /** Of a step's first cell, below its time: what happened, and above that why; 0 for no reason. */
    private static final int TAG_BITS = 8;

    private static final int KIND_BITS = 4;

    private final long[] cells;
    private final int capacity;
    private final Clock clock;
    private final Instant begun;
    private long total;

    private record Wanted(Set<UUID> events, Set<UserId> users, long since, long forgotten) {
        boolean isHistory() {
            return events.isEmpty();
        }

        boolean isOpen(Deque<Sighting> found) {
            return isHistory() || found.size() < MOST;
        }
    }

    public TraceRing(int capacity, Clock clock) {
        this.capacity = capacity;
        this.cells = new long[capacity * STRIDE];
        this.clock = clock;
        this.begun = clock.instant();
    }

    void ofEvent(Kind kind, UUID event, UserId user, UUID connection, long seq) {
        add(kind.ordinal(), event, user.value(), connection, seq);
    }

    void ofNode(Kind kind, UUID event, UserId user, long seq) {
        add(kind.ordinal(), event, user.value(), NONE, seq);
    }

    void ofConnection(Kind kind, UserId user, UUID connection, long number) {
        add(kind.ordinal(), NONE, user.value(), connection, number);
    }

    void ofReset(Reason reason, UserId user, UUID connection, long seq) {
        int tag = reason.ordinal() + 1 << KIND_BITS | Kind.RESET.ordinal();
        add(tag, NONE, user.value(), connection, seq);
    }

    void ofUser(Kind kind, UserId user, long number) {
        add(kind.ordinal(), NONE, user.value(), NONE, number);
    }

    private synchronized void add(int tag, UUID event, UUID user, UUID connection, long number) {
        if (capacity == 0) {
            return;
        }
        int cell = (int) (total % capacity) * STRIDE;
        cells[cell] = clock.millis() << TAG_BITS | tag;
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

    /**
     * The events' own steps, and those of the users' connections since a moment; oldest first. Of too many the last are
     * left out, or, where it is a history, the first.
     */
    List<Sighting> look(Look look) {
        long forgotten = clock.instant().minus(KEPT).toEpochMilli();
        long since = Math.max(forgotten, look.since().toEpochMilli());
        Wanted wanted = new Wanted(new HashSet<>(look.events()), new HashSet<>(look.users()), since, forgotten);
        Deque<Sighting> found = new ArrayDeque<>();
        long next = oldest();
        while (next < end() && wanted.isOpen(found)) {
            next = look(next, wanted, found);
        }
        return List.copyOf(found);
    }

    /** A chunk, from {@code from} or what is left of it by now. @return where to go on */
    private synchronized long look(long from, Wanted wanted, Deque<Sighting> found) {
        long first = Math.max(from, oldest());
        long last = Math.min(total, first + CHUNK);
        for (long i = first; i < last && wanted.isOpen(found); i++) {
            int cell = (int) (i % capacity) * STRIDE;
            if (isMeant(cell, wanted)) {
                found.add(sighting(cell));
            }
            if (found.size() > MOST) {
                found.removeFirst();
            }
        }
        return last;
    }

    private boolean isMeant(int cell, Wanted wanted) {
        long at = cells[cell] >> TAG_BITS;
        UUID event = id(cell + 1);
        if (!event.equals(NONE)) {
            return at >= wanted.forgotten() && wanted.events().contains(event);
        }
        return at >= wanted.since()
                && wanted.users().contains(new UserId(id(cell + 3)))
                && !(wanted.isHistory() && kind(cell) == Kind.CONFIRMED);
    }

    private synchronized long oldest() {
        return Math.max(0, total - capacity);
    }

    private synchronized long end() {
        return total;
    }

    private Sighting sighting(int cell) {
        return new Sighting(
                kind(cell),
                some(id(cell + 1)),
                new UserId(id(cell + 3)),
                some(id(cell + 5)),
                cells[cell + 7],
                at(cell),
                reason(cell));
    }

    private Kind kind(int cell) {
        return KINDS[(int) (cells[cell] & (1 << KIND_BITS) - 1)];
    }

    private Instant at(int cell) {
        return Instant.ofEpochMilli(cells[cell] >> TAG_BITS);
    }

    private Optional<Reason> reason(int cell) {
        int ordinal = (int) (cells[cell] >> KIND_BITS & (1 << TAG_BITS - KIND_BITS) - 1);
        return ordinal == 0 ? Optional.empty() : Optional.of(REASONS[ordinal - 1]);
    }

    private UUID id(int cell) {
        return new UUID(cells[cell], cells[cell + 1]);
    }

    private static Optional<UUID> some(UUID id) {
        return id.equals(NONE) ? Optional.empty() : Optional.of(id);
    }
}
