package io.devthread.realtime.typing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.privacy.PrivacyApi;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SharingTest {
    private final Typist typist = new Typist(
            new UserId(UUID.randomUUID()),
            "alice",
            new ConversationId(UUID.randomUUID()),
            new UserId(UUID.randomUUID()));
    private Optional<Boolean> answer = Optional.of(true);
    private Instant now = Instant.EPOCH;
    private Runnable whileAsked = () -> {};
    private final Sharing sharing = new Sharing(this::ask, () -> now);

    @Test
    void isAskedEveryTime() {
        assertThat(sharing.of(typist)).isTrue();
        answer = Optional.of(false);
        assertThat(sharing.of(typist)).isFalse();
    }

    @Test
    void lastAnswerCountsWhileNobodyCanBeAsked() {
        sharing.of(typist);
        answer = Optional.empty();
        assertThat(sharing.of(typist)).isTrue();
    }

    @Test
    void withoutAnAnswerNothingIsShown() {
        answer = Optional.empty();
        assertThatThrownBy(() -> sharing.of(typist)).isInstanceOf(Refusal.class);
    }

    @Test
    void answerBeforeAChangeDoesNotCount() {
        sharing.of(typist);
        sharing.forget(new PrivacyApi.Changed(typist.partner(), Optional.empty()));
        answer = Optional.empty();
        assertThatThrownBy(() -> sharing.of(typist)).isInstanceOf(Refusal.class);
    }

    @Test
    void answerThatAChangeOvertookDoesNotCount() {
        whileAsked = () -> sharing.forget(new PrivacyApi.Changed(typist.partner(), Optional.empty()));
        sharing.of(typist);
        answer = Optional.empty();
        assertThatThrownBy(() -> sharing.of(typist)).isInstanceOf(Refusal.class);
    }

    @Test
    void lastAnswerCountsForAMinute() {
        sharing.of(typist);
        answer = Optional.empty();
        now = now.plusSeconds(59);
        assertThat(sharing.of(typist)).isTrue();
        now = now.plusSeconds(1);
        assertThatThrownBy(() -> sharing.of(typist)).isInstanceOf(Refusal.class);
    }

    private boolean ask(Typist asked) {
        boolean shares = answer.orElseThrow(() -> Refusal.unavailable("the database"));
        whileAsked.run();
        return shares;
    }
}
