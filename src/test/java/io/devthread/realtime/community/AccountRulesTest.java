package io.devthread.realtime.community;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.community.CommunityApi.Credentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountRulesTest {
    @ParameterizedTest
    @ValueSource(strings = {"abc", "a_1", "12345678901234567890123456789012"})
    void goodUsernamesPass(String username) {
        assertThat(AccountRules.checked(new Credentials(username, "password")).username())
                .isEqualTo(username);
    }

    @Test
    void usernamesAreKeptInLowerCase() {
        assertThat(AccountRules.checked(new Credentials("Alice_B-2", "password"))
                        .username())
                .isEqualTo("alice_b-2");
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"ab", "123456789012345678901234567890123", "a b", "a.b", "älice", "abc\n", "İst"})
    void badUsernamesAreRefusedByName(String username) {
        assertRefused(new Credentials(username, "password"), "username");
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"1234567"})
    void shortPasswordsAreRefusedByName(String password) {
        assertRefused(new Credentials("alice", password), "password");
    }

    @Test
    void passwordsMayHave128CharactersAndNoMore() {
        AccountRules.checked(new Credentials("alice", "😀".repeat(128)));
        assertRefused(new Credentials("alice", "x".repeat(129)), "password");
    }

    @Test
    void aPasswordIsNeverPrinted() {
        assertThat(new Credentials("alice", "s3cret-s3cret").toString()).doesNotContain("s3cret");
    }

    private static void assertRefused(Credentials credentials, String field) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> AccountRules.checked(credentials));
        assertThat(refusal.failure()).isEqualTo(Failure.INVALID_DATA);
        assertThat(refusal.field()).contains(field);
    }
}
