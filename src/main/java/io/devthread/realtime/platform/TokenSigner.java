package io.devthread.realtime.platform;

import io.devthread.realtime.model.UserId;
import java.time.Instant;
import java.util.Set;

/** Makes the tokens that this service itself issues. */
@FunctionalInterface
public interface TokenSigner {
    /** @param issuedAt kept to the millisecond, because a revocation is decided by comparing with it */
    String sign(UserId user, String username, Set<String> scopes, Instant issuedAt, Instant expiresAt);
}
