package io.devthread.realtime.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TakeoversTest {
    private final Takeovers takeovers = new Takeovers();

    @Test
    void sureIsWhatIsSeenTwiceInARow() {
        assertThat(takeovers.sure(0, List.of("a", "b"))).isEmpty();
        assertThat(takeovers.sure(0, List.of("b", "c"))).containsExactly("b");
    }

    @Test
    void whatWasGivenBackInBetweenIsNot() {
        takeovers.sure(0, List.of("a"));
        takeovers.sure(0, List.of());
        assertThat(takeovers.sure(0, List.of("a"))).isEmpty();
    }

    @Test
    void whatIsSeenOnceIsLookedAtAgainSoon() {
        takeovers.sure(0, List.of("a"));
        assertThat(takeovers.isUnsure(0)).isTrue();
        assertThat(takeovers.isUnsure(1)).isFalse();
        takeovers.sure(0, List.of());
        assertThat(takeovers.isUnsure(0)).isFalse();
    }

    @Test
    void eachPartOfTheUsersHasItsOwnChecks() {
        takeovers.sure(0, List.of("a"));
        takeovers.sure(1, List.of());
        assertThat(takeovers.sure(0, List.of("a"))).containsExactly("a");
    }
}
