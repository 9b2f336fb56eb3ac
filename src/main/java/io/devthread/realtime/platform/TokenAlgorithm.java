package io.devthread.realtime.platform;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/** The signatures that are accepted at all (RFC 7518 section 3.1, RFC 8037); nothing else ever is, "none" least. */
public enum TokenAlgorithm {
    RS256("RS256"),
    ES256("ES256"),
    EDDSA("EdDSA"),
    HS256("HS256");

    private final String label;

    TokenAlgorithm(String label) {
        this.label = label;
    }

    /** Exactly as RFC 7518 writes it: case matters. */
    public static Optional<TokenAlgorithm> of(String label) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.label.equals(label))
                .findFirst();
    }

    @JsonCreator
    static TokenAlgorithm parse(String label) {
        return of(label)
                .orElseThrow(() -> new IllegalArgumentException(
                        "auth.algorithms may hold RS256, ES256, EdDSA and HS256, not \"" + label + "\""));
    }

    @JsonValue
    public String label() {
        return label;
    }
}
