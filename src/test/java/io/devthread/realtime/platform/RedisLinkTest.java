package io.devthread.realtime.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RedisLinkTest {
    @Test
    void pauseGrowsToABoundAndIsNeverTheSameForAll() {
        Random random = new Random(1);

        assertThat(RedisLink.pause(0, random)).isBetween(Duration.ofMillis(25), Duration.ofMillis(50));
        assertThat(RedisLink.pause(3, random)).isBetween(Duration.ofMillis(200), Duration.ofMillis(400));
        assertThat(RedisLink.pause(1_000_000, random)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(IntStream.range(0, 50)
                        .mapToObj(i -> RedisLink.pause(20, random))
                        .distinct())
                .hasSizeGreaterThan(40);
    }
}
