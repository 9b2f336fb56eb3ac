package io.devthread.realtime.platform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.impl.jose.JWK;
import io.vertx.ext.auth.impl.jose.JWS;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Signs with a private key in a PKCS#8 PEM file: RSA as RS256, EC P-256 as ES256, Ed25519 as EdDSA. */
public final class PemTokenSigner implements TokenSigner {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int MILLI_DIGITS = 3;

    private final JWS signature;
    private final String header;
    private final String issuer;
    private final String audience;

    private PemTokenSigner(JWK key, String issuer, String audience) {
        this.signature = new JWS(key);
        this.header = encode(Json.object().put("alg", key.getAlgorithm()).put("typ", "JWT"));
        this.issuer = issuer;
        this.audience = audience;
    }

    /** @throws IllegalArgumentException when the file holds no such key, naming it */
    public static PemTokenSigner load(Path file, String issuer, String audience) {
        String pem;
        try {
            pem = Files.readString(file).strip() + "\n";
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " can't be read", e);
        }
        return List.of(TokenAlgorithm.RS256, TokenAlgorithm.ES256, TokenAlgorithm.EDDSA).stream()
                .flatMap(algorithm -> key(algorithm, pem).stream())
                .findFirst()
                .map(key -> new PemTokenSigner(key, issuer, audience))
                .orElseThrow(() -> new IllegalArgumentException(
                        file + " holds no RSA, EC P-256 or Ed25519 private key as PKCS#8 PEM"));
    }

    @Override
    public String sign(UserId user, String username, Set<String> scopes, Instant issuedAt, Instant expiresAt) {
        ObjectNode claims = Json.object()
                .put("iss", issuer)
                .put("aud", audience)
                .put("sub", user.toString())
                .put("username", username)
                .put("iat", BigDecimal.valueOf(issuedAt.toEpochMilli(), MILLI_DIGITS))
                .put("exp", expiresAt.getEpochSecond());
        if (!scopes.isEmpty()) {
            claims.put("scope", String.join(" ", scopes));
        }
        String signed = header + "." + encode(claims);
        byte[] bytes = signature.sign(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + BASE64.encodeToString(bytes);
    }

    private static Optional<JWK> key(TokenAlgorithm algorithm, String pem) {
        try {
            JWK key = new JWK(
                    new PubSecKeyOptions().setAlgorithm(algorithm.label()).setBuffer(Buffer.buffer(pem)));
            return Optional.ofNullable(key.privateKey()).map(present -> key);
        } catch (RuntimeException anotherKind) {
            return Optional.empty();
        }
    }

    private static String encode(ObjectNode json) {
        return BASE64.encodeToString(Json.bytes(json));
    }
}
