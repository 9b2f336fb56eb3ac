package io.devthread.realtime.platform;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of {@link AuthConfig}. A key that can't be used stops the start: with none at all nobody could be let in, and a
 * silently missing one shows only when the first token signed with it is refused.
 */
final class TokenKeys {
    private static final Logger LOG = LoggerFactory.getLogger(TokenKeys.class);

    /** Each may cost a verification for a token without a key id. */
    private static final int MAX_KEYS = 16;

    private final List<TokenKey> keys;

    private TokenKeys(List<TokenKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** @throws IllegalArgumentException naming the file or setting that is wrong */
    static TokenKeys load(AuthConfig config) {
        List<TokenKey> keys = new ArrayList<>();
        config.publicKeys().forEach(file -> keys.add(naming("auth.public_keys", file, () -> TokenKey.pem(read(file)))));
        config.jwks().ifPresent(file -> keys.addAll(naming("auth.jwks", file, () -> jwks(file))));
        config.hs256Secret().ifPresent(secret -> keys.add(secret(secret)));
        config.hs256SecretFile()
                .ifPresent(file -> keys.add(naming("auth.hs256_secret_file", file, () -> secretIn(file))));
        keys.removeIf(key -> !config.algorithms().contains(key.algorithm()));
        check(keys, config.algorithms());
        return new TokenKeys(keys);
    }

    /**
     * Which keys a token may have been signed with: those of its key id where we have any, else those that carry no
     * id. A token without an id may be of any key of its algorithm.
     */
    List<TokenKey> candidates(TokenAlgorithm algorithm, Optional<String> id) {
        List<TokenKey> ofKind =
                keys.stream().filter(key -> key.algorithm() == algorithm).toList();
        if (id.isEmpty()) {
            return ofKind;
        }
        List<TokenKey> named =
                ofKind.stream().filter(key -> key.id().equals(id)).toList();
        return named.isEmpty()
                ? ofKind.stream().filter(key -> key.id().isEmpty()).toList()
                : named;
    }

    private static void check(List<TokenKey> keys, Set<TokenAlgorithm> algorithms) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("auth has no usable key for "
                    + algorithms.stream().map(TokenAlgorithm::label).sorted().collect(Collectors.joining(", "))
                    + ": set auth.public_keys, auth.jwks or auth.hs256_secret");
        }
        if (keys.size() > MAX_KEYS) {
            throw new IllegalArgumentException(
                    "auth has " + keys.size() + " keys, but at most " + MAX_KEYS + " are taken");
        }
    }

    /** Keys for encryption and for other algorithms are usual in a set and left out; a broken one is refused. */
    private static List<TokenKey> jwks(Path file) {
        JsonArray set = new JsonObject(read(file)).getJsonArray("keys", new JsonArray());
        List<TokenKey> keys = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            JsonObject key = set.getJsonObject(i);
            if ("oct".equals(key.getString("kty"))) {
                throw new IllegalArgumentException("holds a secret: that belongs into auth.hs256_secret");
            }
            if (isOurs(key)) {
                keys.add(TokenKey.jwk(key));
            } else {
                LOG.warn("auth.jwks skipped file={} key={}", file, i);
            }
        }
        return keys;
    }

    private static boolean isOurs(JsonObject key) {
        boolean signs = "sig".equals(key.getString("use", "sig"));
        boolean known = Set.of("RSA", "EC", "OKP").contains(key.getString("kty", ""));
        boolean ours = !key.containsKey("alg")
                || TokenAlgorithm.of(key.getString("alg")).isPresent();
        return signs && known && ours;
    }

    private static TokenKey secret(String secret) {
        return TokenKey.secret(secret.getBytes(StandardCharsets.UTF_8));
    }

    private static TokenKey secretIn(Path file) {
        String secret = read(file).strip();
        if (secret.getBytes(StandardCharsets.UTF_8).length < AuthConfig.SECRET_BYTES) {
            throw new IllegalArgumentException("must hold at least " + AuthConfig.SECRET_BYTES + " bytes");
        }
        return secret(secret);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("does not exist", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("can't be read: " + e.getMessage(), e);
        }
    }

    private static <T> T naming(String setting, Path file, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(setting + " " + file + " " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(setting + " " + file + " can't be used: it is malformed", e);
        }
    }
}
