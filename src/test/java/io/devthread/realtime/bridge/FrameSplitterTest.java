package io.devthread.realtime.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameSplitterTest {
    private final List<String> frames = new ArrayList<>();
    private final FrameSplitter splitter =
            new FrameSplitter(100, frame -> frames.add(new String(frame, StandardCharsets.UTF_8)));

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4})
    void framesAreFoundHoweverTheNetworkCutsThem(long seed) {
        Random random = new Random(seed);
        List<String> sent = new ArrayList<>();
        Buffer stream = Buffer.buffer();
        for (int i = 0; i < 200; i++) {
            sent.add("x".repeat(random.nextInt(101)));
            stream.appendInt(sent.getLast().length()).appendString(sent.getLast());
        }
        int longest = 1 + random.nextInt(300);
        for (int at = 0; at < stream.length(); ) {
            int end = Math.min(stream.length(), at + 1 + random.nextInt(longest));
            assertThat(splitter.add(stream.getBuffer(at, end))).isTrue();
            at = end;
        }
        assertThat(frames).isEqualTo(sent);
        assertThat(splitter.isPartial()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {101, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
    void aLengthBeyondTheLimitEndsItWithNothingHeld(int length) {
        assertThat(splitter.add(Buffer.buffer().appendInt(length).appendString("xxx")))
                .isFalse();
        assertThat(splitter.isPartial()).isFalse();
        assertThat(frames).isEmpty();
    }

    @Test
    void aHalfFrameIsPartial() {
        splitter.add(Buffer.buffer().appendByte((byte) 0));
        assertThat(splitter.isPartial()).isTrue();
        splitter.add(Buffer.buffer(new byte[] {0, 0, 1, 'x', 0}));
        assertThat(frames).containsExactly("x");
        assertThat(splitter.isPartial()).isTrue();
    }
}
