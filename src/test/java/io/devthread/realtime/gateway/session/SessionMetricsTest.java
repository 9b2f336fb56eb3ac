package io.devthread.realtime.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.devthread.realtime.delivery.FrameBody;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Metrics;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every frame pays for being counted. */
class SessionMetricsTest {
    private static final int FRAMES = 50_000;

    @Test
    void countingAndTimingAFrameMakesNoObject() {
        try (Metrics metrics = new Metrics()) {
            SessionMetrics session = SessionMetrics.in(metrics.registry());
            DeliveryTimes times = new DeliveryTimes(session.feed(), Clock.systemUTC());
            Frame frame = frame();
            long seq = write(session, times, frame, 0);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            write(session, times, frame, seq);
            long perFrame = (threads.getCurrentThreadAllocatedBytes() - before) / FRAMES;
            assertThat(perFrame).as("bytes a frame").isLessThan(8);
        }
    }

    private static long write(SessionMetrics session, DeliveryTimes times, Frame frame, long after) {
        for (long seq = after + 1; seq <= after + FRAMES; seq++) {
            session.traffic().sent(frame);
            times.written(seq, frame);
            times.confirmed(seq);
        }
        return after + FRAMES;
    }

    private static Frame frame() {
        String body = FrameBody.durable(
                "message", "new_message", Ids.next(), new UserId(Ids.next()), Map.of("text", "hello"), Instant.now());
        return Frame.of(FrameBody.frame(1, body));
    }
}
