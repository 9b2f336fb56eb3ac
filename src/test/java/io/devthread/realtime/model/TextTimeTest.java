package io.devthread.realtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTimeTest {
    record Dated(Instant createdAt) {}

    @Test
    void anIsoTextIsRead() {
        assertThat(read("\"2026-01-31T12:00:00.5Z\"").createdAt()).isEqualTo(Instant.parse("2026-01-31T12:00:00.500Z"));
        assertThat(read("\"2026-01-31T13:00:00+01:00\"").createdAt()).isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1764000000", "1764000000000", "1764000000.5", "true", "[]", "{}"})
    void whatIsNoTextIsRefused(String time) {
        assertThatThrownBy(() -> read(time)).isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1764000000", "2026-01-31T12:00:00+0000", "2026-01-31T12:00:00", " 2026-01-31T12:00:00Z", ""})
    void aTextWithoutDateTimeAndOffsetIsRefused(String time) {
        assertThatThrownBy(() -> read("\"" + time + "\"")).isInstanceOf(RuntimeException.class);
    }

    private static Dated read(String time) {
        return Json.read(("{\"created_at\":" + time + "}").getBytes(StandardCharsets.UTF_8), Dated.class);
    }
}
