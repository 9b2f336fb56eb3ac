package io.devthread.realtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.messaging.Batch.Addressed;
import io.devthread.realtime.messaging.Batch.Known;
import io.devthread.realtime.messaging.Batch.NumberedMessage;
import io.devthread.realtime.messaging.Batch.Outcome;
import io.devthread.realtime.messaging.Batch.SendKey;
import io.devthread.realtime.messaging.LockedConversation.Side;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.MessagingApi.SendResult;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Known NOTHING_KNOWN = new Known(Map.of(), Map.of());

    private final UserId alice = new UserId(UUID.randomUUID());
    private final UserId bob = new UserId(UUID.randomUUID());
    private final UserId carol = new UserId(UUID.randomUUID());
    private final LockedConversation talk = conversation(41, NOW.minusSeconds(60));

    @Test
    void messagesAreNumberedInArrivalOrderAfterTheLastOne() {
        Outcome outcome = decide(send(alice, "1"), send(bob, "2"), send(alice, "3"));
        assertThat(outcome.results()).allMatch(result -> !result.repeated());
        assertThat(outcome.messages())
                .extracting(numbered -> numbered.message().conversationSeq())
                .containsExactly(42L, 43L, 44L);
        assertThat(outcome.conversations()).singleElement().returns(44L, LockedConversation::lastSeq);
    }

    @Test
    void aRepeatWithinTheBatchTakesNoNumber() {
        Outcome outcome = decide(send(alice, "1"), send(alice, "1"), send(alice, "2"));
        assertThat(outcome.results().get(1).repeated()).isTrue();
        assertThat(outcome.results().get(1).message())
                .isEqualTo(outcome.results().get(0).message());
        assertThat(outcome.messages())
                .extracting(numbered -> numbered.message().conversationSeq())
                .containsExactly(42L, 43L);
    }

    @Test
    void theSameClientMessageIdOfAnotherSenderIsNoRepeat() {
        assertThat(decide(send(alice, "1"), send(bob, "1")).messages()).hasSize(2);
    }

    @Test
    void aRepeatOfAnEarlierSendIsAnsweredWithTheFirstMessage() {
        Message first = decide(send(alice, "1")).messages().getFirst().message();
        Outcome outcome = Batch.decide(
                List.of(send(alice, "1")),
                Map.of(talk.id(), talk),
                new Known(Map.of(new SendKey(alice, "1"), first), Map.of()),
                UUID::randomUUID,
                NOW);
        assertThat(outcome.results())
                .singleElement()
                .isEqualTo(new SendResult(java.util.Optional.of(first), java.util.Optional.empty(), true));
        assertThat(outcome.messages()).isEmpty();
        assertThat(outcome.conversations()).isEmpty();
    }

    @Test
    void strangersAreRefusedAloneAndTheOthersStayInOrder() {
        Outcome outcome = decide(send(alice, "1"), send(carol, "2"), send(bob, "3"));
        assertThat(outcome.results().get(1).error().orElseThrow().code()).isEqualTo("forbidden");
        assertThat(outcome.messages())
                .extracting(numbered -> numbered.message().conversationSeq())
                .containsExactly(42L, 43L);
    }

    @Test
    void whereOneHasBlockedTheOtherARepeatIsStillAnswered() {
        Message first = decide(send(alice, "1")).messages().getFirst().message();
        Outcome outcome = Batch.decide(
                List.of(send(alice, "1"), send(alice, "2")),
                Map.of(talk.id(), talk),
                new Known(Map.of(new SendKey(alice, "1"), first), Map.of(talk.id(), Set.of(bob))),
                UUID::randomUUID,
                NOW);
        assertThat(outcome.results().getFirst().message()).contains(first);
        assertThat(outcome.results().getLast().error().orElseThrow().code()).isEqualTo("forbidden");
        assertThat(outcome.conversations()).isEmpty();
    }

    @Test
    void anUnknownConversationLooksLikeOneOfOthers() {
        Addressed nowhere = new Addressed(
                Stage.send(alice, new ConversationId(UUID.randomUUID()), "hello"),
                new ConversationId(UUID.randomUUID()));
        Addressed foreign = send(carol, "1");
        assertThat(decide(nowhere).results().getFirst().error())
                .isEqualTo(decide(foreign).results().getFirst().error());
    }

    @Test
    void unreadCountersGrowForTheRecipientOnly() {
        List<NumberedMessage> messages =
                decide(send(alice, "1"), send(alice, "2"), send(bob, "3")).messages();
        assertThat(messages)
                .extracting(numbered -> numbered.recipient().unread())
                .containsExactly(8L, 9L, 6L);
        assertThat(messages).extracting(numbered -> numbered.sender().unread()).containsExactly(5L, 5L, 9L);
    }

    @Test
    void everyMessageIsOneMoreThatBothAreToldOf() {
        List<NumberedMessage> messages =
                decide(send(alice, "1"), send(bob, "2")).messages();
        assertThat(messages).extracting(numbered -> numbered.sender().told()).containsExactly(4L, 52L);
        assertThat(messages).extracting(numbered -> numbered.recipient().told()).containsExactly(51L, 5L);
    }

    @Test
    void ownMessagesAreDeliveredToOneselfUnlessSomethingBeforeThemIsNot() {
        LockedConversation after = decide(send(alice, "1"), send(bob, "2"), send(alice, "3"))
                .conversations()
                .getFirst();
        assertThat(after.of(alice).delivered()).isEqualTo(42);
        assertThat(after.of(bob).delivered()).isZero();
    }

    @Test
    void timeNeverGoesBackWithinAConversation() {
        LockedConversation ahead = conversation(1, NOW.plusSeconds(3));
        Outcome outcome = Batch.decide(
                List.of(send(alice, "1", ahead)), Map.of(ahead.id(), ahead), NOTHING_KNOWN, UUID::randomUUID, NOW);
        assertThat(outcome.messages().getFirst().message().timestamp())
                .isEqualTo(NOW.plusSeconds(3).toEpochMilli());
    }

    private Outcome decide(Addressed... sends) {
        return Batch.decide(Arrays.asList(sends), Map.of(talk.id(), talk), NOTHING_KNOWN, UUID::randomUUID, NOW);
    }

    private Addressed send(UserId sender, String clientMessageId) {
        return send(sender, clientMessageId, talk);
    }

    private static Addressed send(UserId sender, String clientMessageId, LockedConversation conversation) {
        return new Addressed(Stage.send(sender, conversation.id(), "hello", clientMessageId), conversation.id());
    }

    /** Alice, user A, has 5 unread and everything delivered; bob has 7 and nothing delivered. */
    private LockedConversation conversation(long lastSeq, Instant updatedAt) {
        return new LockedConversation(
                new ConversationId(UUID.randomUUID()),
                new Side(alice, 5, lastSeq, 3),
                new Side(bob, 7, 0, 50),
                lastSeq,
                updatedAt);
    }
}
