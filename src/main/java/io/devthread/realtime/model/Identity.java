package io.devthread.realtime.model;

import java.time.Instant;
import java.util.Set;

/**
 * Who a valid token says its bearer is.
 *
 * @param username empty when the token carries none
 * @param expiresAt at the latest when {@code auth.longest_token} says
 * @param issuedAt decides whether a revocation reaches this token; {@link Instant#EPOCH} when the token has no iat
 */
public record Identity(UserId user, String username, Set<String> scopes, Instant issuedAt, Instant expiresAt) {
    public boolean hasScope(String scope) {
        return scopes.contains(scope);
    }
}
