package io.devthread.realtime.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RedisClockTest {
    private final SetClock own = new SetClock(Instant.ofEpochMilli(1_000_000));
    private final RedisClock clock = new RedisClock(own);

    private void hear(long redisMillis, long roundTrip) {
        long askedAt = clock.millis();
        own.advance(Duration.ofMillis(roundTrip));
        clock.heard(askedAt, redisMillis);
    }

    @Test
    void followsRedisHoweverWrongTheOwnClockIs() {
        hear(1_300_000, 0);
        assertThat(clock.millis()).isEqualTo(1_300_000);

        own.advance(Duration.ofMinutes(-10));
        hear(1_300_500, 0);
        assertThat(clock.millis()).isEqualTo(1_300_500);
    }

    @Test
    void theOwnClockMayBePutBackWhileRedisIsAsked() {
        hear(1_300_000, 0);
        long askedAt = clock.millis();
        own.advance(Duration.ofMinutes(-10));

        clock.heard(askedAt, 1_300_500);

        assertThat(clock.millis()).isEqualTo(1_300_500);
    }

    @Test
    void aSlowAnswerMovesNothingThatItDoesNotContradict() {
        hear(1_000_000, 0);

        hear(1_001_900, 2_000);

        assertThat(clock.millis()).isEqualTo(1_002_000);
    }

    @Test
    void aBetterAnswerCorrectsABadOne() {
        hear(1_300_000, 2_000);
        hear(1_301_500, 0);

        assertThat(clock.millis()).isEqualTo(1_301_500);
    }
}
