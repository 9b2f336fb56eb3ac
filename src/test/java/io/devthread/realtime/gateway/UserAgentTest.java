package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UserAgentTest {
    @Test
    void equalOnesAreOneString() {
        assertThat(UserAgent.shared(new String("Firefox/150.0".toCharArray())))
                .isSameAs(UserAgent.shared(new String("Firefox/150.0".toCharArray())));
    }

    @Test
    void longOnesAreCut() {
        assertThat(UserAgent.shared("x".repeat(8_000))).hasSize(UserAgent.MAX_LENGTH);
    }
}
