package io.devthread.realtime.bridge;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Identity;

/** Who shows a token, as the process's doors for clients decide it. */
@FunctionalInterface
public interface Authentication {
    /** @throws Refusal for a bad, expired or revoked token */
    Identity identify(String token);
}
