package io.devthread.realtime.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.gateway.session.RateLimits.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FloodingTest {
    private static final Duration WAIT = Duration.ofMillis(100);

    private final Flooding flooding = new Flooding();
    private long now = Long.MAX_VALUE - 1_000;

    @Test
    void theTenthThatDidNotWaitIsOneTooMany() {
        assertThat(refused(Kind.MESSAGE)).isFalse();
        for (int i = 1; i < 10; i++) {
            assertThat(refused(Kind.MESSAGE)).isFalse();
        }
        assertThat(refused(Kind.MESSAGE)).isTrue();
    }

    @Test
    void whoWaitsAsToldIsNeverOneTooMany() {
        for (int i = 0; i < 100; i++) {
            assertThat(refused(Kind.COMMAND)).isFalse();
            now += WAIT.toNanos();
        }
    }

    /** Two parts of one client, one that types and one that sends, each of which waits as it was told. */
    @Test
    void eachKindHasAWaitOfItsOwn() {
        for (int i = 0; i < 100; i++) {
            assertThat(refused(Kind.TYPING)).isFalse();
            now += WAIT.toNanos() / 2;
            assertThat(refused(Kind.MESSAGE)).isFalse();
            now += WAIT.toNanos() / 2;
        }
    }

    private boolean refused(Kind kind) {
        return flooding.exhaustedBy(kind, WAIT, now);
    }
}
