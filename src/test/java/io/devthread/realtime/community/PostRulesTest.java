package io.devthread.realtime.community;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostRulesTest {
    private static final String ONE_CODE_POINT = "\uD83E\uDDD1";

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", " ", "\n\t", "\u00a0", "\u3000 \u2003", "a\0b", "\0", "\uD83E", "\uDDD1 x", "x\uDDD1\uD83E"})
    void whatSaysNothingOrCannotBeStoredIsRefused(String content) {
        Refusal post = catchThrowableOfType(Refusal.class, () -> PostRules.checkPost(content));
        Refusal comment = catchThrowableOfType(Refusal.class, () -> PostRules.checkComment(content));
        assertThat(post.failure()).isEqualTo(Failure.INVALID_DATA);
        assertThat(post.field()).contains("content");
        assertThat(comment.field()).contains("content");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\n a \n", ".", "\u200d", ONE_CODE_POINT})
    void whateverSaysSomethingMayBeSaid(String content) {
        assertThatCode(() -> PostRules.checkPost(content)).doesNotThrowAnyException();
        assertThatCode(() -> PostRules.checkComment(content)).doesNotThrowAnyException();
    }

    @Test
    void lengthCountsCodePoints() {
        assertThatCode(() -> PostRules.checkPost(ONE_CODE_POINT.repeat(4_000))).doesNotThrowAnyException();
        assertThatCode(() -> PostRules.checkComment(ONE_CODE_POINT.repeat(2_000)))
                .doesNotThrowAnyException();
        assertThat(catchThrowableOfType(Refusal.class, () -> PostRules.checkPost("x".repeat(4_001))))
                .hasMessageContaining("4000");
        assertThat(catchThrowableOfType(Refusal.class, () -> PostRules.checkComment("x".repeat(2_001))))
                .hasMessageContaining("2000");
    }
}
