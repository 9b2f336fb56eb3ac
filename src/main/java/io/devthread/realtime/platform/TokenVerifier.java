package io.devthread.realtime.platform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Identity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a token is good (RFC 7519, with the advice of RFC 8725), and whose. Fast enough for an event loop
 * (well below a millisecond) and safe for several threads. Whatever is wrong with a token the answer is the same, so
 * that it teaches an attacker nothing; only a good token that is too old is told apart, because its owner can refresh it.
 *
 * <p>Keys that a token brings along ({@code jwk}, {@code jku}, {@code x5c}) are never looked at; {@code kid} only
 * chooses among our own.
 */
public final class TokenVerifier {
    private static final Logger LOG = LoggerFactory.getLogger(TokenVerifier.class);
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

    private final AuthConfig config;
    private final KeyFiles files;
    private final Clock clock;
    private volatile TokenKeys keys;

    private TokenVerifier(AuthConfig config, Clock clock) {
        this.config = config;
        this.files = new KeyFiles(config);
        this.clock = clock;
        this.files.haveChanged();
        this.keys = TokenKeys.load(config);
    }

    /** @throws IllegalArgumentException when a key can't be used or there is none, naming the file or setting */
    public static TokenVerifier load(AuthConfig config, Clock clock) {
        return new TokenVerifier(config, clock);
    }

    /**
     * Takes the keys of now, where the files have changed since the last look. Blocks; one thread at a time.
     *
     * @return whether they are others now
     * @throws IllegalArgumentException as {@link #load} does, once for each bad content: the keys of before stay in use
     */
    public boolean renewKeys() {
        if (!files.haveChanged()) {
            return false;
        }
        keys = TokenKeys.load(config);
        return true;
    }

    /** @throws Refusal {@code token_expired} or, for everything else, {@code unauthorized} */
    public Identity verify(String token) {
        Identity identity = authentic(token).orElseThrow(TokenVerifier::unauthorized);
        if (!clock.instant().isBefore(identity.expiresAt().plus(config.leeway()))) {
            throw Refusal.of(Failure.TOKEN_EXPIRED, "the token has expired");
        }
        return identity;
    }

    /**
     * For a session that has shown a newer token in-band: the old one in its URL still has to be the user's own, but
     * may be past its time.
     */
    public Identity verifyIgnoringExpiry(String token) {
        return authentic(token).orElseThrow(TokenVerifier::unauthorized);
    }

    /** How long after its {@code exp} a token is still good. */
    public Duration leeway() {
        return config.leeway();
    }

    public static Refusal unauthorized() {
        return Refusal.of(Failure.UNAUTHORIZED, "a valid token is needed");
    }

    private Optional<Identity> authentic(String token) {
        try {
            CompactToken parsed = CompactToken.parse(token);
            return isSigned(parsed) ? identity(new TokenClaims(parsed.claims())) : refused("signature");
        } catch (RuntimeException malformed) {
            return refused("form");
        }
    }

    /** For an operator who wonders why nobody is let in: the answer does not say it. */
    private static Optional<Identity> refused(String by) {
        LOG.debug("auth.token refused by={}", by);
        return Optional.empty();
    }

    private boolean isSigned(CompactToken token) {
        ObjectNode header = token.header();
        if (header.has("crit")
                || !TYPES.contains(header.path("typ").asText("JWT").toLowerCase(Locale.ROOT))) {
            return false;
        }
        return TokenAlgorithm.of(header.path("alg").textValue())
                .filter(config.algorithms()::contains)
                .map(algorithm -> candidates(algorithm, header.get("kid")))
                .orElse(List.of())
                .stream()
                .anyMatch(key -> key.verifies(token.signed(), token.signature()));
    }

    private List<TokenKey> candidates(TokenAlgorithm algorithm, JsonNode kid) {
        if (kid != null && !kid.isTextual()) {
            return List.of();
        }
        return keys.candidates(algorithm, Optional.ofNullable(kid).map(JsonNode::textValue));
    }

    private Optional<Identity> identity(TokenClaims claims) {
        Instant latest = clock.instant().plus(config.leeway());
        boolean early = List.of("nbf", "iat").stream()
                .flatMap(name -> claims.time(name).stream())
                .anyMatch(time -> time.isAfter(latest));
        if (early) {
            return refused("iat or nbf");
        }
        if (!claims.isIssuedBy(config.issuer())) {
            return refused("iss");
        }
        if (!claims.isFor(config.audience())) {
            return refused("aud");
        }
        return claims.isForAccess()
                ? claims.time("exp").map(exp -> identity(claims, exp)).or(() -> refused("exp"))
                : refused("use");
    }

    private Identity identity(TokenClaims claims, Instant exp) {
        Instant issuedAt = claims.time("iat").orElse(Instant.EPOCH);
        Instant latest = issuedAt.plus(config.longestToken());
        boolean isTooLong = !config.longestToken().isZero() && exp.isAfter(latest);
        return new Identity(claims.subject(), claims.username(), claims.scopes(), issuedAt, isTooLong ? latest : exp);
    }
}
