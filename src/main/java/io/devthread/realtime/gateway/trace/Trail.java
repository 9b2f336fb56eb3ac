package io.devthread.realtime.gateway.trace;

import io.devthread.realtime.delivery.Resumption.Reason;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.gateway.trace.TraceApi.Kind;
import io.devthread.realtime.model.UserId;
import java.util.Optional;
import java.util.UUID;

/** What one connection adds to what its node remembers. On the socket's event loop. */
public final class Trail {
    private static final long SHED_EVERY_MILLIS = 1_000;

    private final Traced node;
    private final UserId user;
    private final UUID connection;
    private final long openedAt;
    /** Made by the first frame that is traced. */
    private Optional<TracedFrames> traced = Optional.empty();

    private long shedAt;

    Trail(Traced node, UserId user, UUID connection) {
        this.node = node;
        this.user = user;
        this.connection = connection;
        this.openedAt = node.clock().millis();
    }

    /** What is older than the connection was replayed: that it took long says nothing of the service. */
    public void written(long seq, Frame frame) {
        node.ring().ofEvent(Kind.WRITTEN, EventIds.of(frame.text()), user, connection, seq);
        node.figures().written.increment();
        if (frame.traceparent().isPresent()) {
            traced().written(seq, frame);
        }
        long timestamp = EventIds.timestamp(frame.text());
        if (timestamp >= openedAt) {
            node.figures().tookMillis(node.clock().millis() - timestamp);
        }
    }

    public void confirmed(long seq) {
        node.figures().confirmed.increment();
        node.ring().ofConnection(Kind.CONFIRMED, user, connection, seq);
        if (traced.isPresent()) {
            traced.get().confirmed(seq);
        }
    }

    public void started(long seq) {
        node.figures().started.increment();
        node.ring().ofConnection(Kind.STARTED, user, connection, seq);
    }

    public void resumed(long seq) {
        node.figures().resumed.increment();
        node.ring().ofConnection(Kind.RESUMED, user, connection, seq);
    }

    public void reset(long seq, Reason why) {
        node.figures().reset.increment();
        node.ring().ofReset(why, user, connection, seq);
        traced.ifPresent(TracedFrames::reset);
    }

    public void held(long seq) {
        node.ring().ofConnection(Kind.HELD, user, connection, seq);
    }

    public void shed() {
        node.figures().shed.increment();
        long now = node.clock().millis();
        if (now - shedAt >= SHED_EVERY_MILLIS) {
            shedAt = now;
            node.ring().ofConnection(Kind.SHED, user, connection, 0);
        }
    }

    /** @param code 0 when the server did not end it */
    public void closed(int code) {
        node.ring().ofConnection(Kind.CLOSED, user, connection, code);
    }

    private TracedFrames traced() {
        TracedFrames frames = traced.orElseGet(() -> new TracedFrames(node.tracing(), user, connection));
        traced = Optional.of(frames);
        return frames;
    }
}
