package io.devthread.realtime.community;

import io.devthread.realtime.community.CommunityApi.SignedIn;
import io.devthread.realtime.community.CommunityApi.User;
import io.devthread.realtime.platform.TokenSigner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/** Issues the tokens of people: they carry no scope. */
final class Tokens {
    private final TokenSigner signer;
    private final Duration ttl;
    private final Clock clock;

    Tokens(TokenSigner signer, Duration ttl, Clock clock) {
        this.signer = signer;
        this.ttl = ttl;
        this.clock = clock;
    }

    /** @param signedOutAt the token is issued after it, or it would be void: also in the same millisecond */
    SignedIn issue(User user, Instant signedOutAt) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant issuedAt = now.isAfter(signedOutAt) ? now : signedOutAt.plusMillis(1);
        Instant expiresAt = issuedAt.plus(ttl);
        String token = signer.sign(user.id(), user.username(), Set.of(), issuedAt, expiresAt);
        return new SignedIn(token, expiresAt, user);
    }
}
