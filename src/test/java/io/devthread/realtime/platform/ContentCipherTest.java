package io.devthread.realtime.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentCipherTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void make() throws Exception {
        file = folder.resolve("keyset.json");
        Keyset.make().write(file);
    }

    @Test
    void whatIsEncryptedIsReadAtItsPlaceOnly() {
        ContentCipher cipher = ContentCipher.load(file, true);
        byte[] bytes = cipher.encrypt("héllo 🎉", "message:1").orElseThrow();

        assertThat(new String(bytes, StandardCharsets.UTF_8)).doesNotContain("llo");
        assertThat(cipher.decrypt(bytes, "message:1")).contains("héllo 🎉");
        assertThat(cipher.decrypt(bytes, "message:2")).isEmpty();
        bytes[bytes.length - 1] ^= 1;
        assertThat(cipher.decrypt(bytes, "message:1")).isEmpty();
    }

    @Test
    void oldKeysDecryptAndThePrimaryEncrypts() throws Exception {
        ContentCipher before = ContentCipher.load(file, true);
        byte[] old = before.encrypt("old", "p").orElseThrow();

        Keyset.read(file).withAnotherKey().write(file);
        ContentCipher added = ContentCipher.load(file, true);
        assertThat(added.primaryKey()).isEqualTo(before.primaryKey());
        assertThat(added.keys()).hasSize(2);

        Keyset.read(file).withNewestAsPrimary().write(file);
        ContentCipher promoted = ContentCipher.load(file, true);
        byte[] fresh = promoted.encrypt("new", "p").orElseThrow();
        assertThat(promoted.primaryKey()).isNotEqualTo(before.primaryKey());
        assertThat(promoted.decrypt(old, "p")).contains("old");
        assertThat(added.decrypt(fresh, "p"))
                .as("a process that has not been restarted reads it")
                .contains("new");
        assertThat(before.decrypt(fresh, "p")).isEmpty();
    }

    @Test
    void withoutEncryptionWhatWasEncryptedIsStillRead() {
        byte[] bytes = ContentCipher.load(file, true).encrypt("old", "p").orElseThrow();
        ContentCipher reading = ContentCipher.load(file, false);

        assertThat(reading.encrypt("new", "p")).isEmpty();
        assertThat(reading.primaryKey()).isEmpty();
        assertThat(reading.decrypt(bytes, "p")).contains("old");
        assertThat(ContentCipher.off().decrypt(bytes, "p")).isEmpty();
    }

    /** The last is a good keyset of another kind: a key for message authentication. */
    @ParameterizedTest
    @ValueSource(strings = {"", "not json", "{}", "{\"primaryKeyId\":1,\"key\":[]}", """
            {"primaryKeyId":7,"key":[{"keyData":{"typeUrl":"type.googleapis.com/google.crypto.tink.HmacKey",
            "value":"EgQIAxAgGiDjJcS1NH6Lg9ETzwCgKvaZvFd1GEKHmqI0lQGhfEcJ2Q==","keyMaterialType":"SYMMETRIC"},
            "status":"ENABLED","keyId":7,"outputPrefixType":"TINK"}]}"""})
    void whatIsNoKeysetIsRefusedInOneLine(String text) throws Exception {
        Files.writeString(file, text);
        assertThatThrownBy(() -> ContentCipher.load(file, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(".*keyset.json holds no keyset with a primary key for AEAD");
    }

    @Test
    void aMissingFileIsRefused() {
        assertThatThrownBy(() -> ContentCipher.load(folder.resolve("none"), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("none can't be read");
    }

    @Test
    void theFileIsForItsOwnerAlone() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}
