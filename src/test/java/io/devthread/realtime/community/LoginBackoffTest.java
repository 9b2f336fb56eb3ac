package io.devthread.realtime.community;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginBackoffTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "4, 0", "5, 1", "6, 2", "7, 4", "12, 128", "13, 256", "14, 300", "15, 300", "2000000000, 300"})
    void theWaitDoublesUpToFiveMinutes(int failures, long seconds) {
        assertThat(LoginBackoff.waitAfter(failures)).isEqualTo(Duration.ofSeconds(seconds));
    }
}
