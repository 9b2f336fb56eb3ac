package io.devthread.realtime.gateway.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.gateway.Admission;
import io.devthread.realtime.gateway.AdmissionConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom it lets pass. What those hear whom it does not is in {@code ReconnectStormIT}. */
class TurnAwayTest {
    private static final String WITH_TOKEN = "GET /ws?token=x HTTP/1.1\r\nHost: h\r\n\r\n";

    private final Admission admission = new Admission(AdmissionConfig.DEFAULT);
    private final EmbeddedChannel channel = new EmbeddedChannel(new TurnAway(admission, Clock.systemUTC()));

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void whoWouldBeLetIn() {
        assertThat(passes(WITH_TOKEN)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /ws HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET /api/v1/realtime/poll HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer x\r\n\r\n",
                "POST /ws HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer x\r\n\r\n",
                "GET /ws?token=x HTTP/1.1\r\nHost: h\r\n",
                "G"
            })
    void whoAsksForSomethingElseOrIsNotWholeAlthoughNobodyIsLetIn(String head) {
        admission.drain();
        assertThat(passes(head)).isTrue();
    }

    private boolean passes(String head) {
        ByteBuf bytes = Unpooled.copiedBuffer(head, US_ASCII);
        channel.writeInbound(bytes);
        return channel.readInbound() == bytes && channel.pipeline().get(TurnAway.class) == null;
    }
}
