package io.devthread.realtime.community;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.community.LoginFailureStore.Failures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Slows down who guesses passwords: from the fifth failure in a row an account takes no login for 1 s, then 2 s, 4 s …
 * up to 5 min. A success or an hour without a failure resets it. Names that don't exist count alike.
 */
final class LoginBackoff {
    static final int FREE_FAILURES = 4;
    static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    static final Duration MEMORY = Duration.ofHours(1);

    /** 2^9 s is past the longest wait. */
    private static final int MAX_DOUBLINGS = 9;

    private final LoginFailureStore store;
    private final Clock clock;

    LoginBackoff(LoginFailureStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** @throws Refusal {@code rate_limited}, saying how long to wait */
    void check(String username) {
        Instant now = clock.instant();
        store.find(username)
                .map(failures -> Duration.between(now, openAgain(failures)))
                .ifPresent(left -> {
                    if (left.isPositive()) {
                        throw Refusal.retryLater(
                                Failure.RATE_LIMITED, "too many failed logins, wait and try again", left);
                    }
                });
    }

    void failed(String username) {
        Instant now = clock.instant();
        store.add(username, now, now.minus(MEMORY));
    }

    void succeeded(String username) {
        store.remove(username);
    }

    void forgetOld() {
        store.removeBefore(clock.instant().minus(MEMORY));
    }

    static Duration waitAfter(int failures) {
        if (failures <= FREE_FAILURES) {
            return Duration.ZERO;
        }
        int doublings = Math.min(failures - FREE_FAILURES - 1, MAX_DOUBLINGS);
        Duration wait = FIRST_WAIT.multipliedBy(1L << doublings);
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }

    private static Instant openAgain(Failures failures) {
        return failures.lastAt().plus(waitAfter(failures.count()));
    }
}
