package io.devthread.realtime.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenKeysTest {
    @TempDir
    Path folder;

    @Test
    void withoutAnyKeyTheServiceDoesNotStart() {
        assertRefused(
                List.of(),
                Optional.empty(),
                "auth has no usable key for ES256, EdDSA, HS256, RS256: set auth.public_keys");
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = folder.resolve("none.pem");
        assertRefused(List.of(missing), Optional.empty(), "auth.public_keys " + missing + " does not exist");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
                "-----BEGIN PUBLIC KEY-----"
            })
    void anUnreadableKeyIsNamed(String text) throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.pem"), text);
        assertRefused(List.of(broken), Optional.empty(), "auth.public_keys " + broken);
    }

    @Test
    void oneBadKeyAmongGoodOnesStopsTheStart() throws IOException {
        Path good = TestKeys.publicPem(folder, "good.pem", TestKeys.ed25519());
        Path bad = Files.writeString(folder.resolve("bad.pem"), "x");
        assertRefused(List.of(good, bad), Optional.empty(), "bad.pem is not a PEM file");
    }

    @Test
    void weakAndForeignKeysAreRefused() {
        assertRefused(
                List.of(TestKeys.publicPem(folder, "weak.pem", TestKeys.rsa(1_024))),
                Optional.empty(),
                "less than 2048 bits");
        assertRefused(
                List.of(TestKeys.publicPem(folder, "p384.pem", TestKeys.ec("secp384r1"))),
                Optional.empty(),
                "p384.pem holds");
        assertRefused(
                List.of(TestKeys.privatePem(folder, "private.pem", TestKeys.ed25519())),
                Optional.empty(),
                "private key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"keys\":[]}",
                "[]",
                "x",
                "{\"keys\":[{\"kty\":\"RSA\"}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}",
                "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}]}",
                "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"enc\",\"n\":\"AA\",\"e\":\"AQAB\"}]}",
                "{\"keys\":[null]}",
                "{\"keys\":{}}"
            })
    void aKeySetWithoutAUsableKeyStopsTheStart(String json) throws IOException {
        Path jwks = Files.writeString(folder.resolve("jwks.json"), json);
        assertRefused(List.of(), Optional.of(jwks), "auth");
    }

    @Test
    void theSecretInAFileMustBeLongEnough() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "short\n");
        AuthConfig config = config(List.of(), Optional.empty(), Optional.of(file));
        assertThatThrownBy(() -> TokenVerifier.load(config, Clock.systemUTC()))
                .hasMessage("auth.hs256_secret_file " + file + " must hold at least 32 bytes");
        Files.writeString(file, "0123456789abcdef0123456789abcdef\n");
        assertThat(TokenVerifier.load(config, Clock.systemUTC())).isNotNull();
    }

    @Test
    void aSigningKeyThatIsNoneIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("signing.pem"), "x");
        assertThatThrownBy(() -> PemTokenSigner.load(file, "i", "a"))
                .hasMessageContaining(file + " holds no RSA, EC P-256 or Ed25519 private key");
        Path missing = folder.resolve("missing.pem");
        assertThatThrownBy(() -> PemTokenSigner.load(missing, "i", "a")).hasMessageContaining("can't be read");
    }

    @Test
    void secretsAreNotPrinted() {
        AuthConfig config = new AuthConfig(
                List.of(),
                Optional.empty(),
                Optional.of("0123456789abcdef0123456789abcdef"),
                Optional.empty(),
                "i",
                "a",
                Duration.ZERO,
                Duration.ZERO,
                Set.of(TokenAlgorithm.HS256));
        assertThat(config.toString()).doesNotContain("0123456789");
    }

    private static void assertRefused(List<Path> keys, Optional<Path> jwks, String message) {
        assertThatThrownBy(() -> TokenVerifier.load(config(keys, jwks, Optional.empty()), Clock.systemUTC()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static AuthConfig config(List<Path> keys, Optional<Path> jwks, Optional<Path> secretFile) {
        return new AuthConfig(
                keys,
                jwks,
                Optional.empty(),
                secretFile,
                "devthread",
                "devthread",
                Duration.ofSeconds(30),
                Duration.ZERO,
                EnumSet.allOf(TokenAlgorithm.class));
    }
}
