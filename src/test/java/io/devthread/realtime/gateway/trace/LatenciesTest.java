package io.devthread.realtime.gateway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.testkit.SetClock;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    private final SetClock clock = new SetClock();
    private final Latencies latencies = new Latencies(clock);

    @Test
    void everyValueIsInABucketThatSaysAtMostAnEighthTooMuch() {
        LongStream.rangeClosed(0, 200_000).forEach(value -> assertThat(Latencies.longest(Latencies.bucket(value)))
                .isBetween(value, value + value / 8));
    }

    @Test
    void percentilesAreThoseOfTheLastSeconds() {
        LongStream.rangeClosed(1, 100).forEach(latencies::record);
        assertThat(Latencies.percentile(latencies.counts(), 50).getAsLong()).isBetween(50L, 57L);
        assertThat(Latencies.percentile(latencies.counts(), 99).getAsLong()).isBetween(99L, 112L);

        clock.advance(Duration.ofSeconds(60));
        assertThat(Latencies.percentile(latencies.counts(), 50)).isEmpty();

        latencies.record(3);
        assertThat(Latencies.percentile(latencies.counts(), 99)).hasValue(3);
    }
}
