package io.devthread.realtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
    @TempDir
    Path folder;

    @Test
    void theKeyIsMadeOnceAndReadableByItsOwnerOnly() throws Exception {
        SigningKey key = SigningKey.in(folder.resolve("keys")).ensure();
        String made = Files.readString(key.privateKey());

        assertThat(made).startsWith("-----BEGIN PRIVATE KEY-----\n").endsWith("-----END PRIVATE KEY-----\n");
        assertThat(Files.getPosixFilePermissions(key.privateKey()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.readString(
                        SigningKey.in(folder.resolve("keys")).ensure().privateKey()))
                .isEqualTo(made);
    }

    @Test
    void theLostPublicHalfComesBackTheSame() throws Exception {
        SigningKey key = SigningKey.in(folder).ensure();
        String made = Files.readString(key.publicKey());
        Files.delete(key.publicKey());

        assertThat(Files.readString(key.ensure().publicKey())).isEqualTo(made);
    }

    @Test
    void aBrokenKeyIsNamedAndNotReplaced() throws Exception {
        SigningKey key = SigningKey.in(folder);
        Files.writeString(key.privateKey(), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");

        assertThatThrownBy(key::ensure)
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("cannot use the signing key " + key.privateKey());
        assertThat(Files.readString(key.privateKey())).contains("AAAA");
    }
}
