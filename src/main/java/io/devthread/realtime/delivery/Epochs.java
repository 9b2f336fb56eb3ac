package io.devthread.realtime.delivery;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * Names for new logs: 128 random bits, so that none is ever used twice, whatever Redis has forgotten. One is made for
 * every call that may have to begin a log, and is used by the few that do.
 */
final class Epochs {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();
    private static final int BYTES = 16;

    private Epochs() {}

    static String next() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return TEXT.encodeToString(bytes);
    }
}
