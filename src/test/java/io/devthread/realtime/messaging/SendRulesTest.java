package io.devthread.realtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.messaging.MessagingApi.Send;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class SendRulesTest {
    private static final UserId ALICE = new UserId(UUID.randomUUID());
    private static final Optional<ConversationId> CONVERSATION = Optional.of(new ConversationId(UUID.randomUUID()));

    @Test
    void contentOfTheLongestLengthPassesCountedInCodePoints() {
        assertThatCode(() -> SendRules.check(content("😀".repeat(4_000)))).doesNotThrowAnyException();
        assertThatCode(() -> SendRules.check(content("é".repeat(4_000)))).doesNotThrowAnyException();
    }

    @Test
    void oneCodePointMoreIsRefusedNamingFieldAndLimit() {
        Refusal refusal = refusal(content("😀".repeat(4_001)));
        assertThat(refusal.failure()).isEqualTo(Failure.INVALID_DATA);
        assertThat(refusal.field()).contains("content");
        assertThat(refusal).hasMessageContaining("4000");
        assertThat(refusal(content("x".repeat(4_001))).field()).contains("content");
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"a\0b", "half a pair \ud83d", "\udc00 the other half"})
    void unusableContentIsRefused(String content) {
        assertThat(refusal(content(content)).field()).contains("content");
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"12345678901234567890123456789012345678901234567890123456789012345", "a\0", "\ud800"})
    void unusableClientMessageIdIsRefused(String id) {
        Send send = new Send(ALICE, CONVERSATION, Optional.empty(), "hello", id);
        assertThat(refusal(send).field()).contains("client_message_id");
    }

    @Test
    void clientMessageIdsAreCountedInCodePoints() {
        assertThatCode(() -> SendRules.check(new Send(ALICE, CONVERSATION, Optional.empty(), "hello", "😀".repeat(64))))
                .doesNotThrowAnyException();
    }

    @Test
    void aSendNeedsExactlyOneOfConversationAndRecipient() {
        Optional<UserId> bob = Optional.of(new UserId(UUID.randomUUID()));
        assertThat(refusal(new Send(ALICE, Optional.empty(), Optional.empty(), "hello", "1"))
                        .field())
                .contains("conversation_id");
        assertThat(refusal(new Send(ALICE, CONVERSATION, bob, "hello", "1")).field())
                .contains("conversation_id");
    }

    @Test
    void nobodySendsToOneself() {
        Send send = new Send(ALICE, Optional.empty(), Optional.of(ALICE), "hello", "1");
        assertThat(refusal(send).field()).contains("recipient_id");
    }

    private static Send content(String content) {
        return new Send(ALICE, CONVERSATION, Optional.empty(), content, "1");
    }

    private static Refusal refusal(Send send) {
        return catchThrowableOfType(Refusal.class, () -> SendRules.check(send));
    }
}
