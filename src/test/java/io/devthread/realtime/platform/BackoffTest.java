package io.devthread.realtime.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofMillis(300));

    @Test
    void pausesGrowToTheLongest() {
        assertThat(backoff.next()).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
        assertThat(backoff.next()).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.next()).isBetween(Duration.ofMillis(150), Duration.ofMillis(300));
        }
    }

    @Test
    void aSuccessBeginsAnew() {
        assertThat(backoff.isFirst()).isTrue();
        backoff.next();
        assertThat(backoff.isFirst()).isFalse();

        backoff.reset();

        assertThat(backoff.isFirst()).isTrue();
        assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(100));
    }
}
