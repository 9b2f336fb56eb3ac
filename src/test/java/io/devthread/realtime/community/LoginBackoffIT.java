package io.devthread.realtime.community;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.community.CommunityApi.Credentials;
import io.devthread.realtime.community.CommunityApi.SearchUsers;
import io.devthread.realtime.community.CommunityApi.SignedIn;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.SetClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginBackoffIT {
    private static final String WRONG = "wrong password";

    private final SetClock clock = new SetClock();
    private Stage stage;

    @BeforeEach
    void start() {
        stage = new Stage();
        stage.deployIntake();
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "nobody_here"})
    void theWaitBeginsAtTheFifthFailureAndDoubles(String username) {
        stage.deployCommunity(Stage.CONFIG, clock);
        fail(username, 5);
        assertWait(username, Duration.ofSeconds(1));
        clock.advance(Duration.ofSeconds(1));
        fail(username, 1);
        assertWait(username, Duration.ofSeconds(2));
        clock.advance(Duration.ofSeconds(2));
        fail(username, 1);
        assertWait(username, Duration.ofSeconds(4));
    }

    @Test
    void whileItWaitsNotEvenTheRightPasswordIsTaken() {
        stage.deployCommunity(Stage.CONFIG, clock);
        fail("alice", 5);
        assertThat(stage.loginRefusal("alice", SampleUsers.PASSWORD).failure()).isEqualTo(Failure.RATE_LIMITED);
        clock.advance(Duration.ofMillis(400));
        assertWait("alice", Duration.ofMillis(600));
        assertThat(stage.login("bob", SampleUsers.PASSWORD).user().username()).isEqualTo("bob");
    }

    /** No account has such a password, but whoever tries one guesses all the same. */
    @ParameterizedTest
    @ValueSource(strings = {"", "short"})
    void aPasswordThatNobodyCanHaveIsAFailureLikeAnyOther(String password) {
        stage.deployCommunity(Stage.CONFIG, clock);
        for (int i = 0; i < 5; i++) {
            assertThat(stage.loginRefusal("alice", password).failure()).isEqualTo(Failure.UNAUTHORIZED);
        }
        assertWait("alice", Duration.ofSeconds(1));
    }

    @Test
    void aSuccessResets() {
        stage.deployCommunity(Stage.CONFIG, clock);
        fail("alice", 5);
        clock.advance(Duration.ofSeconds(1));
        stage.login("alice", SampleUsers.PASSWORD);
        fail("alice", 4);
        stage.login("alice", SampleUsers.PASSWORD);
        assertThat(stage.count("community_login_failures")).isZero();
    }

    @Test
    void anHourWithoutAFailureResets() {
        stage.deployCommunity(Stage.CONFIG, clock);
        fail("alice", 4);
        clock.advance(LoginBackoff.MEMORY.plusSeconds(1));
        fail("alice", 4);
        stage.login("alice", SampleUsers.PASSWORD);
    }

    @Test
    void oldFailuresAreForgotten() {
        LoginBackoff backoff = new LoginBackoff(new LoginFailureStore(stage.postgres), clock);
        backoff.failed("old");
        clock.advance(LoginBackoff.MEMORY.plusSeconds(1));
        backoff.failed("new");
        backoff.forgetOld();
        assertThat(stage.count("community_login_failures")).isEqualTo(1);
    }

    /** Where this thread stands still, all logins may be over before it looks: so it has several tries. */
    @Test
    void manySuccessfulLoginsAtOnceAreNotLimitedAndHoldNothingElseUp() {
        stage.deployCommunity(Stage.CONFIG, clock);
        Eventually.holds("something else is answered among the logins", () -> {
            List<Future<SignedIn>> logins = logins(60, SampleUsers.PASSWORD);
            stage.call(CommunityApi.USERS, new SearchUsers(SampleUsers.BOB.id(), "", 10, Optional.empty()));
            boolean among = logins.stream().anyMatch(login -> !login.isComplete());
            logins.forEach(login -> assertThat(login.await().user().username()).isEqualTo("alice"));
            return among;
        });
    }

    @Test
    void guessesThatWaitTogetherAreCountedLikeOthers() {
        stage.deployCommunity(Stage.CONFIG, clock);
        List<Future<SignedIn>> guesses = logins(40, WRONG);
        Future.join(guesses).otherwiseEmpty().await();
        long tried = guesses.stream()
                .filter(answer -> ((Refusal) answer.cause()).failure() == Failure.UNAUTHORIZED)
                .count();
        assertThat(tried).isBetween(5L, 5L + Stage.CONFIG.hashers());
    }

    @Test
    void aStormBeyondTheBoundIsRefusedAtOnce() {
        stage.deployCommunity(
                new CommunityConfig(Duration.ofHours(1), 1, 1, 1_024, 1, Duration.ofSeconds(1), 500, Optional.empty()),
                clock);
        Eventually.passes(() -> {
            List<Future<SignedIn>> logins = logins(20, SampleUsers.PASSWORD);
            Future.join(logins).otherwiseEmpty().await();
            assertThat(logins.stream().filter(Future::succeeded)).isNotEmpty();
            assertThat(logins.stream().filter(Future::failed).map(login -> (Refusal) login.cause()))
                    .as("a storm that is not slow itself")
                    .isNotEmpty()
                    .allMatch(refusal -> refusal.failure() == Failure.UNAVAILABLE
                            && refusal.retryAfter().isPresent());
            return null;
        });
    }

    private List<Future<SignedIn>> logins(int count, String password) {
        Credentials alice = new Credentials("alice", password);
        return IntStream.range(0, count)
                .mapToObj(i -> stage.bus.call(CommunityApi.LOGIN, alice))
                .toList();
    }

    /** Without its hash an unknown name would answer many times faster. The quickest of each are compared: others wait. */
    @Test
    void theTimeDoesNotTellWhoHasAnAccount() {
        stage.deployCommunity(CommunityConfig.DEFAULT, clock);
        Eventually.passes(() -> {
            long known = Long.MAX_VALUE;
            long unknown = Long.MAX_VALUE;
            for (int i = 0; i < 9; i++) {
                known = Math.min(known, refusalTime("dave"));
                unknown = Math.min(unknown, refusalTime("nobody_" + i));
            }
            return assertThat((double) unknown / known).isBetween(0.4, 2.5);
        });
    }

    private long refusalTime(String username) {
        long start = System.nanoTime();
        stage.loginRefusal(username, WRONG);
        long time = System.nanoTime() - start;
        clock.advance(Duration.ofMinutes(10));
        return time;
    }

    private void fail(String username, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(stage.loginRefusal(username, WRONG).failure()).isEqualTo(Failure.UNAUTHORIZED);
        }
    }

    private void assertWait(String username, Duration wait) {
        Refusal refusal = stage.loginRefusal(username, WRONG);
        assertThat(refusal.failure()).isEqualTo(Failure.RATE_LIMITED);
        assertThat(refusal.retryAfter()).contains(wait);
    }
}
