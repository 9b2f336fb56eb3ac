package io.devthread.realtime.embedded;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * What {@code scripts/token} runs: prints a token signed with the key of the data folder, and nothing else on standard
 * output. Status 2 for wrong usage, 1 where there is no key or no such user.
 */
public final class TokenMain {
    private static final String ISSUER = "devthread";

    private TokenMain() {}

    public static void main(String[] args) {
        try {
            if (List.of(args).contains("--help")) {
                System.err.println(TokenRequest.USAGE);
                return;
            }
            TokenRequest request = TokenRequest.parse(List.of(args));
            System.out.println(token(request, RunSettings.dataDirectory(System.getenv()), Instant.now()));
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage() + "\n" + TokenRequest.USAGE);
            System.exit(2);
        } catch (StartFailure failure) {
            System.err.println("No token: " + failure.getMessage());
            System.exit(1);
        }
    }

    private static String token(TokenRequest request, Path dataDirectory, Instant now) {
        SigningKey key = SigningKey.in(dataDirectory.resolve("keys"));
        if (!key.exists()) {
            throw new StartFailure("there is no signing key in " + dataDirectory
                    + " (DATA_DIR): start scripts/run first," + " which makes one");
        }
        KnownUsers.Known user = new KnownUsers(dataDirectory).find(request.user());
        return sign(key, claims(user, request, now));
    }

    private static JsonObject claims(KnownUsers.Known user, TokenRequest request, Instant now) {
        JsonObject claims = new JsonObject()
                .put("iss", ISSUER)
                .put("aud", ISSUER)
                .put("sub", user.id().toString())
                // To the millisecond, because a revocation is decided by comparing with it.
                .put("iat", BigDecimal.valueOf(now.toEpochMilli(), 3))
                .put("exp", now.plus(request.ttl()).getEpochSecond());
        if (!user.username().isEmpty()) {
            claims.put("username", user.username());
        }
        if (!request.scopes().isEmpty()) {
            claims.put("scope", String.join(" ", request.scopes()));
        }
        return claims;
    }

    private static String sign(SigningKey key, JsonObject claims) {
        Vertx vertx = Vertx.vertx();
        try {
            PubSecKeyOptions pem =
                    new PubSecKeyOptions().setAlgorithm("RS256").setBuffer(Files.readString(key.privateKey()));
            return JWTAuth.create(vertx, new JWTAuthOptions().addPubSecKey(pem))
                    .generateToken(
                            claims, new JWTOptions().setAlgorithm("RS256").setNoTimestamp(true));
        } catch (IOException | RuntimeException e) {
            throw new StartFailure("cannot sign with " + key.privateKey() + ": " + e.getMessage(), e);
        } finally {
            vertx.close();
        }
    }
}
