package io.devthread.realtime.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.bus.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every code that a client may see has its section, with cause and cure, and its row in the table above. */
class CodePagesTest {
    @ParameterizedTest
    @EnumSource
    void anErrorCodeIsExplained(Failure failure) throws IOException {
        String page = Files.readString(Path.of("docs/errors.md"));
        String code = failure.code();
        assertThat(page).contains("| [`%s`](#%s) | %d |".formatted(code, code, failure.httpStatus()));
        assertExplained(page, code);
    }

    @ParameterizedTest
    @EnumSource
    void aCloseCodeIsExplained(CloseCode close) throws IOException {
        String page = Files.readString(Path.of("docs/close-codes.md"));
        String code = String.valueOf(close.code());
        assertThat(page).contains("| [%s](#%s) | %s |".formatted(code, code, close.reason()));
        assertThat(page)
                .containsPattern(
                        "\\[%s].*\\| `%s` \\|\\n".formatted(code, close.name().toLowerCase(Locale.ROOT)));
        assertExplained(page, code);
    }

    private static void assertExplained(String page, String code) {
        String section = page.substring(page.indexOf("\n## " + code + "\n") + 1).split("\n## ")[0];
        assertThat(section).startsWith("## " + code).contains("**Cause.**", "**Cure.**");
    }
}
