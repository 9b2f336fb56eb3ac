package io.devthread.realtime.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeliveryConfigTest {
    private static DeliveryConfig config(int logLength, Duration sweepEvery) {
        return new DeliveryConfig(
                logLength,
                Duration.ofDays(7),
                Duration.ofMinutes(2),
                10,
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                sweepEvery);
    }

    @Test
    void defaultsAreThoseOfTheContract() {
        DeliveryConfig defaults = DeliveryConfig.defaults();

        assertThat(defaults).isEqualTo(config(100, Duration.ofMillis(500)));
        assertThat(defaults.sweepAfter().plus(defaults.sweepEvery())).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void valueOutOfItsBoundsIsNamed() {
        assertThatThrownBy(() -> config(0, Duration.ofSeconds(1))).hasMessageContaining("delivery.log_length");
        assertThatThrownBy(() -> config(100, Duration.ZERO)).hasMessageContaining("delivery.sweep_every");
    }
}
