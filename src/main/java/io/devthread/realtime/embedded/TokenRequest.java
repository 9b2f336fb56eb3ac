package io.devthread.realtime.embedded;

import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The arguments of {@code scripts/token}.
 *
 * @param user a username or a user id, default alice
 * @param scopes in order of the alphabet, default none
 * @param ttl default an hour
 */
record TokenRequest(String user, Set<String> scopes, Duration ttl) {
    static final String USAGE = "usage: scripts/token [--user alice] [--scope \"events:publish admin\"] [--ttl 1h]";

    /** @throws IllegalArgumentException naming what is wrong */
    static TokenRequest parse(List<String> args) {
        TokenRequest request = new TokenRequest("alice", Set.of(), Duration.ofHours(1));
        Iterator<String> rest = args.iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            int equals = word.indexOf('=');
            String option = equals < 0 ? word : word.substring(0, equals);
            request = switch (option) {
                case "--user" -> request.withUser(value(word, equals, rest));
                case "--scope" -> request.withScopes(value(word, equals, rest));
                case "--ttl" -> request.withTtl(value(word, equals, rest));
                default -> throw new IllegalArgumentException("unknown argument '" + word + "'");
            };
        }
        return request;
    }

    private static String value(String word, int equals, Iterator<String> rest) {
        if (equals >= 0) {
            return word.substring(equals + 1);
        }
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(word + " needs a value");
        }
        return rest.next();
    }

    private TokenRequest withUser(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("--user must not be empty");
        }
        return new TokenRequest(name.strip(), scopes, ttl);
    }

    private TokenRequest withScopes(String text) {
        Set<String> names = new TreeSet<>(Arrays.asList(text.strip().split("\\s+")));
        names.remove("");
        return new TokenRequest(user, names, ttl);
    }

    private TokenRequest withTtl(String text) {
        if (!text.matches("[1-9][0-9]{0,5}[smhd]")) {
            throw new IllegalArgumentException(
                    "--ttl must be a number and a unit, as in 90s, 15m, 1h or 7d, not '" + text + "'");
        }
        long number = Long.parseLong(text.substring(0, text.length() - 1));
        return new TokenRequest(
                user,
                scopes,
                switch (text.charAt(text.length() - 1)) {
                    case 's' -> Duration.ofSeconds(number);
                    case 'm' -> Duration.ofMinutes(number);
                    case 'h' -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                });
    }
}
