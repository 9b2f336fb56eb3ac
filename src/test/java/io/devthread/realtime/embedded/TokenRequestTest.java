package io.devthread.realtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenRequestTest {
    @Test
    void nothingAskedGivesAliceForAnHour() {
        assertThat(TokenRequest.parse(List.of())).isEqualTo(new TokenRequest("alice", Set.of(), Duration.ofHours(1)));
    }

    @Test
    void bothWaysToWriteAnOptionAreTaken() {
        TokenRequest expected = new TokenRequest("bob", Set.of("admin", "events:publish"), Duration.ofMinutes(15));

        assertThat(TokenRequest.parse(List.of("--user", "bob", "--scope", "events:publish  admin", "--ttl", "15m")))
                .isEqualTo(expected);
        assertThat(TokenRequest.parse(List.of("--user=bob", "--scope=events:publish admin", "--ttl=15m")))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"90s,PT90S", "15m,PT15M", "1h,PT1H", "7d,PT168H"})
    void theTtlHasAUnit(String text, Duration ttl) {
        assertThat(TokenRequest.parse(List.of("--ttl", text)).ttl()).isEqualTo(ttl);
    }

    @ParameterizedTest
    @CsvSource({
        "--ttl=1,--ttl must be",
        "--ttl=0s,--ttl must be",
        "--ttl=-1h,--ttl must be",
        "--user=,--user must not be empty",
        "--user,--user needs a value",
        "alice,unknown argument 'alice'"
    })
    void whatIsWrongIsNamed(String argument, String message) {
        assertThatThrownBy(() -> TokenRequest.parse(List.of(argument)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
