package io.devthread.realtime.platform;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whose tokens are believed. Several keys at once are usual while one replaces another.
 *
 * @param publicKeys PEM files with a public key or a certificate each: RSA of at least 2048 bits, EC P-256 or Ed25519
 * @param jwks a file with a JSON Web Key Set (RFC 7517)
 * @param hs256Secret a secret shared with the issuer, at least 32 bytes
 * @param hs256SecretFile the same in a file; white space around it is no part of it
 * @param issuer what {@code iss} must be, default {@code devthread}
 * @param audience what {@code aud} must hold, default {@code devthread}
 * @param leeway how far the clocks of issuer and service may be apart, 0 to 5 min, default 30 s
 * @param longestToken how long after its {@code iat} a token counts at the most, whatever its {@code exp} says, 1 min to
 *     365 days; default 0: as long as that says. It bounds how long revocations have to be known
 * @param algorithms what is accepted at all, default all four
 */
public record AuthConfig(
        List<Path> publicKeys,
        Optional<Path> jwks,
        Optional<String> hs256Secret,
        Optional<Path> hs256SecretFile,
        String issuer,
        String audience,
        Duration leeway,
        Duration longestToken,
        Set<TokenAlgorithm> algorithms) {
    static final int SECRET_BYTES = 32;

    private static final Duration MAX_LEEWAY = Duration.ofMinutes(5);
    private static final Duration LEAST_LIFE = Duration.ofMinutes(1);
    private static final Duration MOST_LIFE = Duration.ofDays(365);

    public AuthConfig {
        publicKeys = List.copyOf(publicKeys);
        algorithms = Set.copyOf(algorithms);
        hs256Secret.ifPresent(secret -> checkSecret("auth.hs256_secret", secret));
        if (issuer.isBlank()) {
            throw new IllegalArgumentException("auth.issuer must not be empty");
        }
        if (audience.isBlank()) {
            throw new IllegalArgumentException("auth.audience must not be empty");
        }
        if (leeway.isNegative() || leeway.compareTo(MAX_LEEWAY) > 0) {
            throw new IllegalArgumentException("auth.leeway must be 0s to 5m");
        }
        boolean isBound = longestToken.compareTo(LEAST_LIFE) >= 0 && longestToken.compareTo(MOST_LIFE) <= 0;
        if (!longestToken.isZero() && !isBound) {
            throw new IllegalArgumentException("auth.longest_token must be 0s or 1m to 365d");
        }
        if (algorithms.isEmpty()) {
            throw new IllegalArgumentException("auth.algorithms must hold at least one of RS256, ES256, EdDSA, HS256");
        }
    }

    static void checkSecret(String setting, String secret) {
        if (secret.getBytes(StandardCharsets.UTF_8).length < SECRET_BYTES) {
            throw new IllegalArgumentException(setting + " must have at least " + SECRET_BYTES + " bytes");
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "AuthConfig[publicKeys=" + publicKeys + ", jwks=" + jwks + ", issuer=" + issuer + ", audience="
                + audience + ", algorithms=" + algorithms + "]";
    }
}
