package io.devthread.realtime.gateway.trace;

import io.devthread.realtime.delivery.DeliveryApi.Wake;
import io.devthread.realtime.gateway.trace.TraceApi.Kind;
import io.devthread.realtime.gateway.trace.TraceApi.Look;
import io.devthread.realtime.gateway.trace.TraceApi.NodeFigures;
import io.devthread.realtime.gateway.trace.TraceApi.Sighting;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.polling.PollingApi.Answer;
import io.devthread.realtime.tracing.SpanNames;
import io.devthread.realtime.tracing.Step;
import io.devthread.realtime.tracing.Tracing;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a node remembers and counts for operators. Any thread. */
public record Traced(TraceRing ring, Figures figures, Tracing tracing, Clock clock) {
    public static Traced by(TraceConfig config, Tracing tracing, Clock clock) {
        return new Traced(new TraceRing(config.entries(), clock), new Figures(clock), tracing, clock);
    }

    /** To be asked for once by each connection. */
    public Trail of(UserId user, String connection) {
        return new Trail(this, user, Ids.parse(connection));
    }

    /** @return a step where the wake-up is traced; the caller ends it */
    public Step woken(Wake wake) {
        ring.ofNode(
                Kind.WOKEN,
                EventIds.of(wake.body()),
                wake.user(),
                wake.position().seq());
        return tracing.step(SpanNames.WAKE, wake.traceparent());
    }

    public void answered(UserId user, UUID poll, Answer answer) {
        if (answer.reset()) {
            ring.ofConnection(Kind.RESET, user, poll, answer.position().seq());
        }
        for (String frame : answer.frames()) {
            long seq = EventIds.seq(frame);
            if (seq > 0) {
                ring.ofEvent(Kind.ANSWERED, EventIds.of(frame), user, poll, seq);
                figures.written.increment();
            }
        }
    }

    public List<Sighting> look(Look look) {
        return ring.look(look);
    }

    /** What happened before then is forgotten. */
    public Instant remembersSince() {
        return ring.remembersSince();
    }

    /** The figures so far, with what the caller counts. */
    public NodeFigures figures(Map<String, Integer> connections, int polls, int slowReaders) {
        return new NodeFigures(
                connections,
                polls,
                slowReaders,
                figures.messages.sum(),
                figures.written.sum(),
                figures.confirmed.sum(),
                figures.started.sum(),
                figures.resumed.sum(),
                figures.reset.sum(),
                figures.shed.sum(),
                figures.latency());
    }

    public void pollConfirmed(UserId user, Position position) {
        ring.ofUser(Kind.CONFIRMED, user, position.seq());
    }
}
