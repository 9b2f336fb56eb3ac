package io.devthread.realtime.gateway.session;

import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.model.Position;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Between a user's event log and one socket: whatever arrives, in whatever order and how often, comes out strictly in
 * {@code seq} order, each once, and a gap comes out as a gap, never as a skipped number. Wake-ups offer from the bus's
 * thread while the socket's event loop replays and polls, so every method is atomic.
 *
 * <p>Until {@link #open} has said where the connection stands, offers wait. As many wait as a burst may bring at once,
 * since all of a batch of messages come in one wake-up, and the log keeps only the last 100: at most {@link #CAPACITY}
 * events and, beyond {@link #FEW}, no more than {@link #MAX_CHARS}. What is over that is only remembered as "the log has
 * more": it is read from there. The frames are shared by all connections of the user.
 */
final class ResumeBuffer {
    static final int CAPACITY = 1_024;
    static final int FEW = 128;
    static final int MAX_CHARS = 256 * 1024;

    /** What the socket's owner should do now. */
    sealed interface Next {
        /** Write this event. */
        record Event(long seq, Frame frame) implements Next {}

        /** Read the log from here: what follows is missing. */
        record Gap(Position after) implements Next {}

        /**
         * Somebody spoke of another epoch: read the log from here, which alone knows whether it has begun a new one or
         * a wake-up of an old one was late. Comes out once for what was said until then.
         */
        record NewEpoch(Position after) implements Next {}

        record Nothing() implements Next {}
    }

    private static final Next NOTHING = new Next.Nothing();

    private Optional<String> epoch = Optional.empty();
    private boolean epochInDoubt;
    private long written;
    private long head;
    private Optional<TreeMap<Long, Waiting>> waiting = Optional.empty();
    private long waitingChars;

    private record Waiting(String epoch, Frame frame) {
        int chars() {
            return frame.text().length();
        }
    }

    /** From any thread. True when {@link #poll} has something to say. */
    synchronized boolean offer(Position position, Frame frame) {
        if (epoch.isPresent() && !epoch.get().equals(position.epoch())) {
            epochInDoubt = true;
            return true;
        }
        if (epoch.isPresent() && position.seq() <= written) {
            return false;
        }
        head = Math.max(head, position.seq());
        TreeMap<Long, Waiting> queue = waiting.orElseGet(TreeMap::new);
        waiting = Optional.of(queue);
        Waiting event = new Waiting(position.epoch(), frame);
        if (queue.putIfAbsent(position.seq(), event) == null) {
            waitingChars += event.chars();
        }
        while (queue.size() > CAPACITY || (queue.size() > FEW && waitingChars > MAX_CHARS)) {
            waitingChars -= queue.pollLastEntry().getValue().chars();
        }
        return epoch.isPresent();
    }

    /** The log reaches to here, says the position check. True when {@link #poll} has something to say. */
    synchronized boolean reaches(Position position) {
        if (epoch.isEmpty()) {
            return false;
        }
        if (!epoch.get().equals(position.epoch())) {
            epochInDoubt = true;
            return true;
        }
        head = Math.max(head, position.seq());
        return head > written;
    }

    /** The client stands at {@code position}; what is newer follows. */
    synchronized void open(Position position) {
        epoch = Optional.of(position.epoch());
        epochInDoubt = false;
        written = position.seq();
        waiting.ifPresent(queue -> {
            epochInDoubt =
                    queue.values().stream().anyMatch(event -> !event.epoch().equals(position.epoch()));
            queue.values().removeIf(event -> !event.epoch().equals(position.epoch()));
            queue.headMap(written, true).clear();
            waitingChars = queue.values().stream().mapToLong(Waiting::chars).sum();
        });
        head = waiting.filter(queue -> !queue.isEmpty()).map(TreeMap::lastKey).orElse(written);
        head = Math.max(head, written);
    }

    /** An {@link Next.Event} that comes out counts as written. */
    synchronized Next poll() {
        if (epoch.isEmpty()) {
            return NOTHING;
        }
        if (epochInDoubt) {
            epochInDoubt = false;
            return new Next.NewEpoch(new Position(epoch.get(), written));
        }
        if (head <= written) {
            return NOTHING;
        }
        Waiting next = waiting.map(queue -> queue.remove(written + 1)).orElse(null);
        if (next == null) {
            return new Next.Gap(new Position(epoch.get(), written));
        }
        written++;
        waitingChars -= next.chars();
        waiting = waiting.filter(queue -> !queue.isEmpty());
        return new Next.Event(written, next.frame());
    }

    /** True when the event that the connection needs next has come. */
    synchronized boolean hasNext() {
        return !epochInDoubt
                && waiting.filter(queue -> queue.containsKey(written + 1)).isPresent();
    }

    /** True when {@link #poll} could only ask the log once more for what it has just not had. */
    synchronized boolean isAtEnd() {
        return !epochInDoubt && !hasNext();
    }

    /** Where the connection stands; empty until {@link #open}. */
    synchronized Optional<Position> position() {
        return epoch.map(known -> new Position(known, written));
    }
}
