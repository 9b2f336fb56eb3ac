package io.devthread.realtime.feed;

import io.devthread.realtime.gateway.GatewayApi.ChannelFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Whether this process speaks for the feed. One that does not keeps what it would have told for as long as nobody may
 * have spoken, and tells it when its turn comes: what a speaker that died left unsaid is late then, not lost.
 */
final class Turn {
    /** A turn ends before the lease does, so that no two speak. */
    private static final Duration MARGIN = Duration.ofMillis(500);

    /** Frames kept unsaid; of more the oldest go. */
    static final int MOST_UNSAID = 10_000;

    private final Duration lease;
    private final Deque<Unsaid> unsaid = new ArrayDeque<>();
    private long endsAt;
    private boolean mine;

    private record Unsaid(ChannelFrame frame, Instant at) {}

    Turn(Duration lease) {
        this.lease = lease;
    }

    /** @param asked when the lease was asked for, in the time of {@link System#nanoTime} */
    void extend(long asked) {
        mine = true;
        endsAt = asked + lease.minus(MARGIN).toNanos();
    }

    void end() {
        mine = false;
    }

    /** What is to be told now, of these frames and of those kept before. */
    Optional<List<ChannelFrame>> tell(List<ChannelFrame> frames, Instant now) {
        keep(frames, now);
        if (!mine || System.nanoTime() - endsAt >= 0 || unsaid.isEmpty()) {
            return Optional.empty();
        }
        List<ChannelFrame> all = new ArrayList<>();
        unsaid.forEach(one -> all.add(one.frame()));
        unsaid.clear();
        return Optional.of(all);
    }

    private void keep(List<ChannelFrame> frames, Instant now) {
        Instant oldest = now.minus(lease.multipliedBy(2));
        while (!unsaid.isEmpty() && unsaid.peekFirst().at().isBefore(oldest)) {
            unsaid.removeFirst();
        }
        frames.forEach(frame -> unsaid.addLast(new Unsaid(frame, now)));
        while (unsaid.size() > MOST_UNSAID) {
            unsaid.removeFirst();
        }
    }
}
