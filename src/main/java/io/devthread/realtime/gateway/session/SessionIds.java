package io.devthread.realtime.gateway.session;

import java.security.SecureRandom;
import java.util.Base64;

/** Session ids: 144 random bits, so that none can be guessed. */
final class SessionIds {
    private static final SecureRandom RANDOM = new SecureRandom();

    private SessionIds() {}

    static String next() {
        byte[] bits = new byte[18];
        RANDOM.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }
}
