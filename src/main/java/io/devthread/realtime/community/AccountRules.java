package io.devthread.realtime.community;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.community.CommunityApi.Credentials;
import java.util.Locale;
import java.util.regex.Pattern;

/** What usernames and passwords may be. */
final class AccountRules {
    static final int MAX_USERNAME_CHARS = 32;
    static final int MIN_PASSWORD_CHARS = 8;
    static final int MAX_PASSWORD_CHARS = 128;

    private static final Pattern USERNAME = Pattern.compile("[a-z0-9_-]{3," + MAX_USERNAME_CHARS + "}");

    private AccountRules() {}

    /** A new account's credentials, the username as it is stored. */
    static Credentials checked(Credentials given) {
        Credentials credentials = normalized(given);
        if (!isUsername(credentials.username())) {
            throw Refusal.invalid("username", "must have 3 to 32 characters of a-z, 0-9, _ and -");
        }
        if (!isPassword(credentials.password())) {
            String limits = MIN_PASSWORD_CHARS + " to " + MAX_PASSWORD_CHARS;
            throw Refusal.invalid("password", "must have " + limits + " characters");
        }
        return credentials;
    }

    /** Usernames are the same in upper and lower case. */
    static Credentials normalized(Credentials given) {
        if (given.username() == null) {
            throw Refusal.invalid("username", "is required");
        }
        if (given.password() == null) {
            throw Refusal.invalid("password", "is required");
        }
        return new Credentials(normalized(given.username()), given.password());
    }

    static String normalized(String username) {
        return username.toLowerCase(Locale.ROOT);
    }

    static boolean isUsername(String text) {
        return USERNAME.matcher(text).matches();
    }

    static boolean isPassword(String text) {
        int length = text.codePointCount(0, text.length());
        return length >= MIN_PASSWORD_CHARS && length <= MAX_PASSWORD_CHARS;
    }
}
