package io.devthread.realtime.gateway;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.platform.TokenVerifier;

/** Whether a token is good now: genuine, not expired, not signed out. */
public record Credentials(TokenVerifier tokens, Revocations revocations) {
    /** @throws Refusal when it is not, or while nobody knows who has signed out */
    public Identity identify(String token) {
        Identity identity = tokens.verify(token);
        if (revocations.revoked(identity)) {
            throw TokenVerifier.unauthorized();
        }
        return identity;
    }
}
