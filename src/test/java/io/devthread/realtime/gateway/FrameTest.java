package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.delivery.FrameBody;
import io.devthread.realtime.model.UserId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTest {
    @ParameterizedTest(name = "{0} bytes: {1}")
    @CsvSource({
        "0, 8100",
        "125, 817d",
        "126, 817e007e",
        "65535, 817effff",
        "65536, 817f0000000000010000",
    })
    void headerHasTheShortestLength(int length, String header) {
        byte[] bytes = ByteBufUtil.getBytes(Frame.of("x".repeat(length)).plain());
        assertThat(ByteBufUtil.hexDump(bytes)).startsWith(header);
        assertThat(bytes).hasSize(header.length() / 2 + length);
    }

    @Test
    void itsTypeAndTimeAreReadWithoutParsingIt() {
        String body = FrameBody.durable(
                "message",
                "new_message",
                new UUID(0, 1),
                new UserId(new UUID(0, 2)),
                Map.of("type", "typing", "timestamp", 7),
                Instant.ofEpochMilli(1_764_000_000_123L));
        Frame frame = Frame.of(FrameBody.frame(17, body));
        assertThat(frame.type()).isEqualTo(FrameType.MESSAGE);
        assertThat(FrameBody.timestamp(frame.text())).isEqualTo(1_764_000_000_123L);
        assertThat(FrameBody.timestamp("{}")).isZero();
        assertThat(Frame.of("{}").type()).isEqualTo(FrameType.INVALID);
    }

    @Test
    void lengthCountsUtf8Bytes() {
        ByteBuf bytes = Frame.of("é😀").plain();
        assertThat(bytes.getByte(1)).isEqualTo((byte) 6);
        assertThat(bytes.toString(2, 6, StandardCharsets.UTF_8)).isEqualTo("é😀");
    }

    @Test
    void formsAreMadeOnceAndEachReceiverHasItsOwnView() {
        Frame frame = Frame.of("x".repeat(1_000));
        ByteBuf one = frame.plain();
        ByteBuf two = frame.plain();
        assertThat(one.array()).isSameAs(two.array());
        one.skipBytes(10);
        one.release();
        assertThat(two.readableBytes()).isEqualTo(1_004);
        assertThat(frame.deflated(Integer.MAX_VALUE).array())
                .isSameAs(frame.deflated(Integer.MAX_VALUE).array());
    }

    @Test
    void deflatedFormIsShorterAndMarked() {
        ByteBuf deflated = Frame.of("again ".repeat(100)).deflated(Integer.MAX_VALUE);
        assertThat(deflated.getByte(0)).isEqualTo((byte) 0xC1);
        assertThat(deflated.readableBytes()).isLessThan(40);
    }

    @Test
    void smallFramesHaveOneForm() {
        Frame frame = Frame.of("x".repeat(255));
        assertThat(frame.deflated(Integer.MAX_VALUE).array())
                .isSameAs(frame.plain().array());
    }
}
