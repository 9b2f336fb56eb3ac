package io.devthread.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.platform.ContentCipher;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysetMainTest {
    @TempDir
    private Path folder;

    @Test
    void aKeysetIsMadeAndGrows() {
        String file = folder.resolve("keyset.json").toString();
        assertThat(KeysetMain.run("new", file)).isZero();
        ContentCipher first = ContentCipher.load(Path.of(file), true);
        assertThat(KeysetMain.run("add", file)).isZero();
        assertThat(ContentCipher.load(Path.of(file), true).primaryKey()).isEqualTo(first.primaryKey());
        assertThat(KeysetMain.run("promote", file)).isZero();
        assertThat(ContentCipher.load(Path.of(file), true).primaryKey()).isNotEqualTo(first.primaryKey());
        assertThat(KeysetMain.run("rotate", file)).isZero();
        assertThat(ContentCipher.load(Path.of(file), true).keys()).hasSize(3).containsAll(first.keys());
    }

    @Test
    void aKeysetIsNeverOverwritten() throws Exception {
        Path file = folder.resolve("keyset.json");
        KeysetMain.run("new", file.toString());
        String before = Files.readString(file);
        assertThat(KeysetMain.run("new", file.toString())).isEqualTo(1);
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void wrongUseIsSaid() {
        assertThat(KeysetMain.run("new")).isEqualTo(2);
        assertThat(KeysetMain.run("burn", "file")).isEqualTo(2);
        assertThat(KeysetMain.run("rotate", folder.resolve("none").toString())).isEqualTo(1);
    }
}
