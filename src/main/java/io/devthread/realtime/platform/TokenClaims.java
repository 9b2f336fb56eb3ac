package io.devthread.realtime.platform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.devthread.realtime.model.UserId;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Reads the claims of a token (RFC 7519 section 4.1) as what they must be; a claim of another kind spoils the token. */
final class TokenClaims {
    /** 9999-12-31: later "dates" are attempts at overflow. */
    private static final double LAST_SECOND = 253_402_300_799d;

    private static final int USERNAME_CHARS = 100;

    private final ObjectNode claims;

    TokenClaims(ObjectNode claims) {
        this.claims = claims;
    }

    UserId subject() {
        return UserId.parse(text("sub").orElseThrow(() -> missing("sub")));
    }

    boolean isIssuedBy(String issuer) {
        return text("iss").filter(issuer::equals).isPresent();
    }

    /** One string or a list of them. */
    boolean isFor(String audience) {
        return claims.path("aud").isArray()
                ? texts("aud").contains(audience)
                : text("aud").filter(audience::equals).isPresent();
    }

    /** Many issuers sign refresh and id tokens with the same key and only mark them; those open nothing here. */
    boolean isForAccess() {
        return Set.of("typ", "token_use", "token_type").stream()
                .flatMap(name -> text(name).stream())
                .noneMatch(use -> use.equalsIgnoreCase("refresh") || use.equalsIgnoreCase("id"));
    }

    /** To the millisecond: RFC 7519 allows fractions. */
    Optional<Instant> time(String name) {
        return value(name).map(value -> {
            double seconds = value.doubleValue();
            if (!value.isNumber() || !(seconds >= 0) || seconds > LAST_SECOND) {
                throw new IllegalArgumentException(name + " is no date");
            }
            return Instant.ofEpochMilli(Math.round(seconds * 1_000));
        });
    }

    String username() {
        String username = text("username").orElse("");
        if (username.length() > USERNAME_CHARS
                || username.chars().anyMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c))) {
            throw new IllegalArgumentException("username is not printable");
        }
        return username;
    }

    /** Separated by spaces (RFC 8693 section 4.2), or a list. */
    Set<String> scopes() {
        return claims.path("scope").isArray()
                ? texts("scope")
                : text("scope").map(scope -> Set.of(scope.strip().split(" +"))).orElse(Set.of());
    }

    private Optional<String> text(String name) {
        return value(name).map(value -> {
            if (!value.isTextual()) {
                throw new IllegalArgumentException(name + " is no text");
            }
            return value.textValue();
        });
    }

    private Set<String> texts(String name) {
        Set<String> texts = new HashSet<>();
        claims.path(name).forEach(item -> {
            if (!item.isTextual()) {
                throw new IllegalArgumentException(name + " holds what is no text");
            }
            texts.add(item.textValue());
        });
        return Set.copyOf(texts);
    }

    /** An explicit null is a claim of the wrong kind, not a missing one. */
    private Optional<JsonNode> value(String name) {
        return Optional.ofNullable(claims.get(name));
    }

    private static IllegalArgumentException missing(String name) {
        return new IllegalArgumentException(name + " is missing");
    }
}
