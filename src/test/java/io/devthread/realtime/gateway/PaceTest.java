package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long ON_TIME = 0;
    private static final long LATE = Pace.LATE.toNanos() + 1;
    private static final long VERY_LATE = 10 * LATE;
    private static final Duration LOOK = Duration.ofMillis(10);

    private long now = 1;
    private final Pace pace = new Pace(() -> now);

    @Test
    void aCrowdBeginsSlowAndIsTwiceAsFastAgainAndAgainUntilItIsAtItsMost() {
        assertThat(pace.share()).isEqualTo(Pace.START);
        look(Pace.DOUBLED, ON_TIME, true, 0);
        assertThat(pace.share()).isCloseTo(2 * Pace.START, within(1e-9));
        look(Pace.DOUBLED, ON_TIME, true, 0);
        assertThat(pace.share()).isCloseTo(4 * Pace.START, within(1e-9));
        look(Pace.DOUBLED.multipliedBy(10), ON_TIME, true, 0);
        assertThat(pace.share()).isEqualTo(1);
    }

    @Test
    void onceALoopIsLateItGrowsSlowly() {
        settle(5);
        atFullPace();
        look(LOOK, LATE, true, 5);
        assertThat(pace.share()).isEqualTo(0.85);
        look(LOOK, VERY_LATE, true, 5);
        assertThat(pace.share()).isEqualTo(0.425);
        look(Duration.ofSeconds(1), ON_TIME, true, 5);
        assertThat(pace.share()).isCloseTo(0.53125, within(1e-9));
    }

    @Test
    void itNeverStops() {
        settle(1);
        for (int i = 0; i < 100; i++) {
            look(LOOK, VERY_LATE, true, 1);
        }
        assertThat(pace.share()).isEqualTo(Pace.LEAST);
    }

    /** As after a restart: the first that come are not yet inside. */
    @Test
    void whereNobodyHasBeenForLongTheLoopsMayBeLate() {
        settle(0);
        look(Pace.DOUBLED, VERY_LATE, true, 1_000);
        assertThat(pace.share()).isCloseTo(2 * Pace.START, within(1e-9));
        look(Pace.SETTLED, VERY_LATE, true, 1_000);
        look(Pace.SETTLED, VERY_LATE, true, 1_000);
        assertThat(pace.share()).isEqualTo(0.5);
    }

    @Test
    void theNextCrowdBeginsAnew() {
        settle(5);
        atFullPace();
        look(LOOK, LATE, true, 5);
        look(Pace.OVER, ON_TIME, false, 5);
        assertThat(pace.share()).as("it may be a pause").isEqualTo(0.85);
        look(LOOK, ON_TIME, false, 5);
        assertThat(pace.share()).isEqualTo(Pace.START);
        look(Pace.DOUBLED, ON_TIME, true, 5);
        assertThat(pace.share()).as("not felt yet").isCloseTo(2 * Pace.START, within(1e-9));
    }

    @Test
    void whoCouldNotBeServedSlowsItDown() {
        atFullPace();
        pace.failed();
        assertThat(pace.share()).isEqualTo(0.5);
    }

    private void settle(int open) {
        for (int i = 0; i < 3; i++) {
            look(Pace.SETTLED, ON_TIME, false, open);
        }
    }

    private void atFullPace() {
        look(Pace.DOUBLED.multipliedBy(10), ON_TIME, true, 5);
    }

    private void look(Duration after, long late, boolean isCrowd, int open) {
        now += after.toNanos();
        pace.look(late, isCrowd, open);
    }
}
