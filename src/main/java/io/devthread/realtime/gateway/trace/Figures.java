package io.devthread.realtime.gateway.trace;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What this node has done since its start, for the operations page. Any thread. */
public final class Figures {
    final LongAdder messages = new LongAdder();
    final LongAdder written = new LongAdder();
    final LongAdder confirmed = new LongAdder();
    final LongAdder started = new LongAdder();
    final LongAdder resumed = new LongAdder();
    final LongAdder reset = new LongAdder();
    final LongAdder shed = new LongAdder();
    private final Latencies latencies;

    public Figures(Clock clock) {
        this.latencies = new Latencies(clock);
    }

    /** A message of a client of this node was committed. */
    public void messageSent() {
        messages.increment();
    }

    void tookMillis(long millis) {
        latencies.record(millis);
    }

    List<Long> latency() {
        return latencies.counts();
    }
}
