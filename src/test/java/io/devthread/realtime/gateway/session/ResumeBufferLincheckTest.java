package io.devthread.realtime.gateway.session;

import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.gateway.session.ResumeBuffer.Next;
import io.devthread.realtime.model.Position;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/** Wake-ups, replay and position check race for one buffer: every outcome is one that some order of calls would give. */
@Param(name = "seq", gen = IntGen.class, conf = "1:5")
public class ResumeBufferLincheckTest {
    private final ResumeBuffer buffer = new ResumeBuffer();

    @Operation
    public boolean offer(@Param(name = "seq") int seq) {
        return buffer.offer(new Position("epoch", seq), Frame.of("x"));
    }

    @Operation
    public boolean reaches(@Param(name = "seq") int seq) {
        return buffer.reaches(new Position("epoch", seq));
    }

    @Operation
    public void open(@Param(name = "seq") int seq) {
        buffer.open(new Position("epoch", seq));
    }

    @Operation
    public String poll() {
        return switch (buffer.poll()) {
            case Next.Event event -> "event " + event.seq();
            case Next.Gap gap -> "gap after " + gap.after().seq();
            case Next.NewEpoch newEpoch -> "new epoch";
            case Next.Nothing nothing -> "nothing";
        };
    }

    @Test
    void isLinearizable() {
        new StressOptions()
                .iterations(30)
                .invocationsPerIteration(2_000)
                .threads(2)
                .actorsPerThread(3)
                .check(ResumeBufferLincheckTest.class);
    }
}
