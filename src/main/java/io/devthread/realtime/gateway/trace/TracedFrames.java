package io.devthread.realtime.gateway.trace;

import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.tracing.SpanNames;
import io.devthread.realtime.tracing.Step;
import io.devthread.realtime.tracing.Tracing;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;

/** The end of the way of those events of one connection that are traced. On the socket's event loop. */
final class TracedFrames {
    /** As many as a log keeps may be unconfirmed at a time; the spans of older ones are given up. */
    private static final int MOST_UNCONFIRMED = 100;

    private final Deque<Unconfirmed> unconfirmed = new ArrayDeque<>();
    private final Tracing tracing;
    private final UserId user;
    private final UUID connection;

    private record Unconfirmed(long seq, Step confirm) {}

    TracedFrames(Tracing tracing, UserId user, UUID connection) {
        this.tracing = tracing;
        this.user = user;
        this.connection = connection;
    }

    void written(long seq, Frame frame) {
        Step write = tracing.step(SpanNames.WRITE, frame.traceparent())
                .with(SpanNames.CONNECTION, connection)
                .with(SpanNames.USER, user)
                .with(SpanNames.SEQ, seq);
        write.end();
        if (unconfirmed.size() == MOST_UNCONFIRMED) {
            unconfirmed.poll();
        }
        unconfirmed.add(new Unconfirmed(seq, tracing.step(SpanNames.CONFIRM, write.traceparent())));
    }

    /** Everything up to here. */
    void confirmed(long seq) {
        while (!unconfirmed.isEmpty() && unconfirmed.peek().seq() <= seq) {
            unconfirmed.poll().confirm().end();
        }
    }

    /** Another epoch: what has been written is not going to be confirmed. */
    void reset() {
        unconfirmed.clear();
    }
}
