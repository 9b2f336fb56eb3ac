package io.devthread.realtime.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.Eventually;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyWatchTest {
    private static final KeyPair OLD = TestKeys.ed25519();
    private static final KeyPair NEW = TestKeys.ed25519();

    @TempDir
    Path folder;

    private TokenVerifier tokens;

    @BeforeEach
    void load() {
        Path pem = TestKeys.publicPem(folder, "issuer.pem", OLD);
        AuthConfig config = new AuthConfig(
                List.of(pem),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "devthread",
                "devthread",
                Duration.ofSeconds(30),
                Duration.ZERO,
                EnumSet.allOf(TokenAlgorithm.class));
        tokens = TokenVerifier.load(config, Clock.systemUTC());
    }

    @Test
    void aChangedFileCountsAndAnUnchangedOneCostsNothing() {
        String old = token(OLD);
        assertThat(tokens.renewKeys()).isFalse();
        assertThat(tokens.verify(old)).isNotNull();
        TestKeys.publicPem(folder, "issuer.pem", NEW);
        assertThat(tokens.renewKeys()).isTrue();
        assertThat(tokens.renewKeys()).isFalse();
        assertThat(tokens.verify(token(NEW))).isNotNull();
        assertThatThrownBy(() -> tokens.verify(old)).isInstanceOf(Refusal.class);
    }

    @Test
    void aFileThatIsNoKeyOrGoneLeavesTheOldKeysAndIsNamedOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("issuer.pem"), "half a k");
        assertThatThrownBy(tokens::renewKeys).hasMessageContaining("issuer.pem is not a PEM file");
        assertThat(tokens.renewKeys()).isFalse();
        Files.delete(file);
        assertThatThrownBy(tokens::renewKeys).hasMessageContaining("issuer.pem does not exist");
        assertThat(tokens.verify(token(OLD))).isNotNull();
        TestKeys.publicPem(folder, "issuer.pem", NEW);
        assertThat(tokens.renewKeys()).isTrue();
    }

    @Test
    void aRunningProcessLooksByItself() {
        Vertx vertx = Vertx.vertx();
        try {
            vertx.deployVerticle(new KeyWatch(tokens, Duration.ofMillis(20))).await();
            TestKeys.publicPem(folder, "issuer.pem", NEW);
            String token = token(NEW);
            Eventually.passes(() -> tokens.verify(token));
        } finally {
            vertx.close().await();
        }
    }

    private String token(KeyPair pair) {
        TokenSigner signer =
                PemTokenSigner.load(TestKeys.privatePem(folder, "signing.pem", pair), "devthread", "devthread");
        return signer.sign(
                new UserId(Ids.next()),
                "ada",
                Set.of(),
                Instant.now(),
                Instant.now().plusSeconds(60));
    }
}
