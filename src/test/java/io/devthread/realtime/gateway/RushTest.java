package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RushTest {
    private long now = 1;
    private final Rush rush = new Rush(() -> now);

    @Test
    void itIsWhatCameInTheLastMoment() {
        add(51);
        assertThat(rush.isFasterThan(500)).isTrue();
        assertThat(rush.isFasterThan(520)).isFalse();
    }

    @Test
    void itIsRememberedForOneMomentMore() {
        add(51);
        pass(Rush.WINDOW);
        assertThat(rush.isFasterThan(500)).isTrue();
        pass(Rush.WINDOW);
        assertThat(rush.isFasterThan(500)).isFalse();
    }

    @Test
    void afterAPauseNothingIsLeftOfIt() {
        add(51);
        pass(Rush.WINDOW.multipliedBy(2));
        assertThat(rush.isFasterThan(500)).isFalse();
    }

    private void add(int connections) {
        for (int i = 0; i < connections; i++) {
            rush.add();
        }
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
