package io.devthread.realtime.gateway.session;

import io.devthread.realtime.delivery.FrameBody;
import io.devthread.realtime.gateway.Frame;
import java.time.InstantSource;

/**
 * Measures how long one connection's live events have been on their way. What a resume replays is as old as the client
 * was away, and does not count. Of the events that one confirmation covers the oldest is measured: the one that has
 * waited longest. On the socket's event loop.
 */
final class DeliveryTimes {
    private final FeedMetrics metrics;
    private final InstantSource clock;
    private long liveAfter;
    /** The oldest that is written and not confirmed; 0 while there is none. */
    private long seq;

    private long madeAt;

    DeliveryTimes(FeedMetrics metrics, InstantSource clock) {
        this.metrics = metrics;
        this.clock = clock;
    }

    /** What is newer comes live. */
    void liveAfter(long seq) {
        liveAfter = seq;
        this.seq = 0;
    }

    void written(long seq, Frame frame) {
        if (seq <= liveAfter) {
            return;
        }
        long made = FrameBody.timestamp(frame.text());
        metrics.written(age(made));
        if (this.seq == 0) {
            this.seq = seq;
            madeAt = made;
        }
    }

    /** Everything up to here. */
    void confirmed(long upTo) {
        if (seq != 0 && seq <= upTo) {
            metrics.confirmed(age(madeAt));
            seq = 0;
        }
    }

    /** The clocks of two processes may differ a little. */
    private long age(long made) {
        return Math.max(0, clock.millis() - made);
    }
}
