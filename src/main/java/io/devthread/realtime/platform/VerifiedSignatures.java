package io.devthread.realtime.platform;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Which signatures a key has already found good, so that a token that comes again (with each long poll, or with the
 * thousands that resume after a cut) costs a digest of some microseconds instead of public-key arithmetic of some
 * eighty. Only that the signature is right is remembered: time, issuer and revocation are asked anew each time.
 *
 * <p>A fingerprint is the first 128 bits of a SHA-256, and its low bits are its place; a newcomer takes the place of who
 * stood there. So the memory is the same whatever comes, and nobody can do more with it than make others compute again.
 * From any thread.
 */
final class VerifiedSignatures {
    private static final int PLACES = 1 << 16;

    /** Two for each place. All zeros are nobody's: no digest is known that begins with so many. */
    private final long[] fingerprints = new long[2 * PLACES];

    synchronized boolean contains(Fingerprint fingerprint) {
        int at = fingerprint.place();
        return fingerprints[at] == fingerprint.high() && fingerprints[at + 1] == fingerprint.low();
    }

    synchronized void add(Fingerprint fingerprint) {
        int at = fingerprint.place();
        fingerprints[at] = fingerprint.high();
        fingerprints[at + 1] = fingerprint.low();
    }

    record Fingerprint(long high, long low) {
        /** Of what was signed and its signature; the length between them keeps one from running into the other. */
        static Fingerprint of(byte[] signed, byte[] signature) {
            MessageDigest digest = sha256();
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, signed.length));
            digest.update(signed);
            ByteBuffer hash = ByteBuffer.wrap(digest.digest(signature));
            return new Fingerprint(hash.getLong(), hash.getLong());
        }

        private int place() {
            return 2 * (int) (low & (PLACES - 1));
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
