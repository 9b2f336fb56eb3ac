package io.devthread.realtime.community;

import static io.devthread.realtime.community.CommunityApi.LOGOUT;
import static io.devthread.realtime.community.CommunityApi.REFRESH;
import static io.devthread.realtime.community.CommunityApi.REGISTER;
import static io.devthread.realtime.community.CommunityApi.USER;
import static io.devthread.realtime.community.CommunityApi.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.community.CommunityApi.Caller;
import io.devthread.realtime.community.CommunityApi.Credentials;
import io.devthread.realtime.community.CommunityApi.FindUser;
import io.devthread.realtime.community.CommunityApi.SearchUsers;
import io.devthread.realtime.community.CommunityApi.SignedIn;
import io.devthread.realtime.community.CommunityApi.User;
import io.devthread.realtime.community.CommunityApi.UserPage;
import io.devthread.realtime.community.Stage.Token;
import io.devthread.realtime.model.Cursor;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.notification.NotificationApi.Revocation;
import io.devthread.realtime.notification.NotificationApi.RevocationsSince;
import io.devthread.realtime.testkit.SetClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsIT {
    private static final SetClock CLOCK = new SetClock();
    private static final String PASSWORD = "a good password";

    private static Stage stage;
    private static int people;

    @BeforeAll
    static void start() {
        stage = new Stage();
        stage.deployIntake();
        stage.deployCommunity(Stage.CONFIG, CLOCK);
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void theSampleUsersCanSignInUnderTheirFixedIds() {
        for (SampleUsers.SampleUser sample : SampleUsers.ALL) {
            SignedIn signedIn = stage.login(sample.username(), SampleUsers.PASSWORD);
            assertThat(signedIn.user().id()).isEqualTo(sample.id());
            assertThat(stage.projected(signedIn)).contains(sample.username());
        }
        assertThat(SampleUsers.idOf("alice")).contains(SampleUsers.ALICE.id());
        assertThat(SampleUsers.idOf("eve")).isEmpty();
        assertThat(stage.count("community_follows")).isEqualTo(4);
    }

    @Test
    void whoRegistersIsSignedInAndKnownToTheServiceAtOnce() {
        String name = newName();
        SignedIn registered = stage.register(name, PASSWORD);
        assertThat(registered.user().username()).isEqualTo(name);
        assertThat(stage.projected(registered)).contains(name);
        assertThat(stage.login(name, PASSWORD).user()).isEqualTo(registered.user());
    }

    @Test
    void aTokenSaysWhoItIsForHowLongAndHasNoScope() {
        SignedIn registered = stage.register(newName(), PASSWORD);
        Token token = Token.read(registered);
        assertThat(token.user()).isEqualTo(registered.user().id().toString());
        assertThat(token.username()).isEqualTo(registered.user().username());
        assertThat(token.scopes()).isEmpty();
        assertThat(token.issuedAt()).isEqualTo(CLOCK.instant());
        assertThat(token.expiresAt()).isEqualTo(CLOCK.instant().plus(Duration.ofHours(1)));
        assertThat(registered.expiresAt()).isEqualTo(token.expiresAt());
    }

    @Test
    void aTakenNameIsRefusedInAnyCase() {
        String name = newName();
        stage.register(name, PASSWORD);
        Refusal refusal = stage.refusal(REGISTER, new Credentials(name.toUpperCase(), PASSWORD));
        assertThat(refusal.failure()).isEqualTo(Failure.INVALID_DATA);
        assertThat(refusal.field()).contains("username");
    }

    @Test
    void aNameIsGivenOnceAlsoAtTheSameMoment() {
        Credentials credentials = new Credentials(newName(), PASSWORD);
        List<Future<SignedIn>> calls = IntStream.range(0, 5)
                .mapToObj(i -> stage.bus.call(REGISTER, credentials))
                .toList();
        Future.join(calls).otherwiseEmpty().await();
        assertThat(calls.stream().filter(Future::succeeded)).hasSize(1);
    }

    @Test
    void wrongPasswordAndUnknownUserAreTheSameAnswer() {
        Refusal wrong = stage.loginRefusal("carol", "not her password");
        Refusal unknown = stage.loginRefusal("nobody_here", "not her password");
        Refusal impossible = stage.loginRefusal("no such name!", "x");
        assertThat(List.of(wrong, unknown, impossible))
                .extracting(Refusal::failure)
                .containsOnly(Failure.UNAUTHORIZED);
        assertThat(List.of(wrong, unknown, impossible))
                .extracting(Refusal::getMessage)
                .containsOnly(wrong.getMessage());
    }

    @Test
    void usernamesAreTheSameInAnyCaseOnLogin() {
        assertThat(stage.login("ALICE", SampleUsers.PASSWORD).user().id()).isEqualTo(SampleUsers.ALICE.id());
    }

    @Test
    void logoutRevokesTheTokensIssuedUntilThenAndAnswersWhenTheServiceKnows() {
        SignedIn signedIn = stage.register(newName(), PASSWORD);
        assertThat(stage.call(LOGOUT, Stage.caller(signedIn)).signedOut()).isTrue();
        assertThat(revocations()).contains(new Revocation(signedIn.user().id(), CLOCK.instant()));
    }

    @Test
    void aLoginRightAfterALogoutIsNotRevoked() {
        SignedIn first = stage.register(newName(), PASSWORD);
        stage.call(LOGOUT, Stage.caller(first));
        SignedIn second = stage.login(first.user().username(), PASSWORD);
        assertThat(Token.read(second).issuedAt()).isAfter(revokedUntil(first.user()));
        stage.call(LOGOUT, Stage.caller(second));
        SignedIn third = stage.login(first.user().username(), PASSWORD);
        assertThat(Token.read(third).issuedAt()).isAfter(revokedUntil(first.user()));
        assertThat(revokedUntil(first.user()))
                .isAfterOrEqualTo(Token.read(second).issuedAt());
    }

    @Test
    void aTokenIsRefreshedUntilItIsRevoked() {
        SignedIn signedIn = stage.register(newName(), PASSWORD);
        assertThat(stage.call(REFRESH, Stage.caller(signedIn)).user()).isEqualTo(signedIn.user());
        stage.call(LOGOUT, Stage.caller(signedIn));
        assertThat(stage.refusal(REFRESH, Stage.caller(signedIn)).failure()).isEqualTo(Failure.UNAUTHORIZED);
    }

    @Test
    void whoDoesNotExistIsNeitherRefreshedNorSignedOut() {
        Caller nobody = new Caller(new UserId(Ids.next()), Instant.now());
        assertThat(stage.refusal(REFRESH, nobody).failure()).isEqualTo(Failure.UNAUTHORIZED);
        assertThat(stage.refusal(LOGOUT, nobody).failure()).isEqualTo(Failure.UNAUTHORIZED);
    }

    /** One with U+0000 in it once reached PostgreSQL, which takes none. */
    @Test
    void aCursorThatIsNoNameIsRefused() {
        for (String name : List.of("\0\0\0", "", "al%", "x".repeat(40))) {
            SearchUsers search = new SearchUsers(
                    SampleUsers.BOB.id(), "a", 2, Optional.of(Cursor.of(name).text()));
            assertThat(stage.refusal(USERS, search).field()).contains("cursor");
        }
    }

    @Test
    void peopleAreFoundByTheBeginningOfTheirNamePageByPage() {
        List.of("zed_c", "zed_a", "zed_b", "zedx", "zee").forEach(name -> stage.register(name, PASSWORD));
        UserPage first = search("ZED_", 2, Optional.empty());
        UserPage second = search("ZED_", 2, first.next());
        assertThat(first.items()).extracting(User::username).containsExactly("zed_a", "zed_b");
        assertThat(second.items()).extracting(User::username).containsExactly("zed_c");
        assertThat(second.next()).isEmpty();
        assertThat(search("%", 10, Optional.empty()).items()).isEmpty();
        assertThat(search("", 3, Optional.empty()).items()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 101})
    void aPageOfPeopleHasOneToAHundred(int limit) {
        SearchUsers request = new SearchUsers(SampleUsers.ALICE.id(), "", limit, Optional.empty());
        assertThat(stage.refusal(USERS, request).field()).contains("limit");
    }

    @Test
    void aProfileIsFoundByName() {
        FindUser bob = new FindUser(SampleUsers.ALICE.id(), "Bob");
        assertThat(stage.call(USER, bob).id()).isEqualTo(SampleUsers.BOB.id());
        FindUser nobody = new FindUser(SampleUsers.ALICE.id(), "nobody_here");
        assertThat(stage.refusal(USER, nobody).failure()).isEqualTo(Failure.NOT_FOUND);
    }

    private static UserPage search(String query, int limit, Optional<String> cursor) {
        return stage.call(USERS, new SearchUsers(SampleUsers.ALICE.id(), query, limit, cursor));
    }

    private static List<Revocation> revocations() {
        return stage.call(NotificationApi.REVOCATIONS, new RevocationsSince(Optional.empty()))
                .items();
    }

    private static Instant revokedUntil(User user) {
        return revocations().stream()
                .filter(revocation -> revocation.user().equals(user.id()))
                .map(Revocation::issuedUntil)
                .findFirst()
                .orElseThrow();
    }

    private static String newName() {
        return "person_" + ++people;
    }
}
