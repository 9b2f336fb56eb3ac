package io.devthread.realtime.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.platform.VerifiedSignatures.Fingerprint;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class VerifiedSignaturesTest {
    private final VerifiedSignatures verified = new VerifiedSignatures();

    @Test
    void onlyWhatWasFoundGoodIsKnown() {
        Fingerprint good = fingerprint("header.claims", "signature");
        assertThat(verified.contains(good)).isFalse();
        verified.add(good);
        assertThat(verified.contains(fingerprint("header.claims", "signature"))).isTrue();
        assertThat(verified.contains(fingerprint("header.claims", "signaturE"))).isFalse();
        assertThat(verified.contains(fingerprint("header.claimz", "signature"))).isFalse();
    }

    @Test
    void whatIsSignedEndsWhereItEnds() {
        assertThat(fingerprint("header.claims", "xsignature")).isNotEqualTo(fingerprint("header.claimsx", "signature"));
    }

    @Test
    void aNewcomerTakesTheOldOnesPlace() {
        Fingerprint old = new Fingerprint(1, 1L << 40 | 7);
        Fingerprint newcomer = new Fingerprint(2, 2L << 40 | 7);
        verified.add(old);
        assertThat(verified.contains(newcomer)).isFalse();
        verified.add(newcomer);
        assertThat(verified.contains(newcomer)).isTrue();
        assertThat(verified.contains(old)).isFalse();
    }

    @Test
    void mostOfACrowdAreKnownAgain() {
        int crowd = 15_000;
        for (int i = 0; i < crowd; i++) {
            verified.add(fingerprint("claims " + i, "signature"));
        }
        int known = 0;
        for (int i = 0; i < crowd; i++) {
            known += verified.contains(fingerprint("claims " + i, "signature")) ? 1 : 0;
        }
        assertThat(known).isGreaterThan(crowd * 85 / 100);
    }

    private static Fingerprint fingerprint(String signed, String signature) {
        return Fingerprint.of(signed.getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
    }
}
