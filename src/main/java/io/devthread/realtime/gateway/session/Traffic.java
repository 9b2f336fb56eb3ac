package io.devthread.realtime.gateway.session;

import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.gateway.FrameType;
import io.devthread.realtime.platform.MetricNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** Frames in, out and shed, by type. */
final class Traffic {
    private final Map<FrameType, Counter> in;
    private final Map<FrameType, Counter> out;
    private final Map<FrameType, Counter> shed;

    Traffic(MeterRegistry registry) {
        in = byType(registry, MetricNames.FRAMES_IN);
        out = byType(registry, MetricNames.FRAMES_OUT);
        shed = byType(registry, MetricNames.FRAMES_SHED);
    }

    void received(Command command) {
        FrameType type =
                switch (command) {
                    case Command.Ack ack -> FrameType.ACK;
                    case Command.Call call -> FrameType.ofCode(call.type());
                };
        in.get(type).increment();
    }

    void receivedMalformed() {
        in.get(FrameType.INVALID).increment();
    }

    void sent(Frame frame) {
        out.get(frame.type()).increment();
    }

    void shed(Frame frame) {
        shed.get(frame.type()).increment();
    }

    private static Map<FrameType, Counter> byType(MeterRegistry registry, String name) {
        Map<FrameType, Counter> counters = new EnumMap<>(FrameType.class);
        for (FrameType type : FrameType.values()) {
            counters.put(type, registry.counter(name, "type", type.code()));
        }
        return counters;
    }
}
