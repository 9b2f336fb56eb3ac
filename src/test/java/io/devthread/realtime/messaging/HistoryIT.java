package io.devthread.realtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.messaging.MessagingApi.History;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.MessagingApi.MessagePage;
import io.devthread.realtime.messaging.MessagingApi.Send;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Cursor;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryIT {
    private static Stage stage;
    private static UserId alice;
    private static UserId bob;
    private static ConversationId talk;

    @BeforeAll
    static void tenMessages() {
        stage = new Stage();
        alice = stage.user("alice");
        bob = stage.user("bob");
        talk = stage.process.open(alice, bob);
        List<Send> sends = IntStream.rangeClosed(1, 10)
                .mapToObj(i -> Stage.send(i % 2 == 0 ? alice : bob, talk, "text " + i))
                .toList();
        assertThat(stage.process.send(sends).await())
                .allMatch(answer -> answer.error().isEmpty());
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void theNewestComeFirstAndNextGoesOnToTheOldest() {
        MessagePage first = page(Optional.empty(), Optional.empty(), 4, Optional.empty());
        MessagePage second = page(Optional.empty(), Optional.empty(), 4, first.next());
        MessagePage third = page(Optional.empty(), Optional.empty(), 4, second.next());
        assertThat(seqs(first)).containsExactly(10L, 9L, 8L, 7L);
        assertThat(seqs(second)).containsExactly(6L, 5L, 4L, 3L);
        assertThat(seqs(third)).containsExactly(2L, 1L);
        assertThat(third.next()).isEmpty();
    }

    @Test
    void beforeGivesTheOnesRightBefore() {
        assertThat(seqs(page(Optional.of(5L), Optional.empty(), 2, Optional.empty())))
                .containsExactly(4L, 3L);
        assertThat(seqs(page(Optional.of(1L), Optional.empty(), 2, Optional.empty())))
                .isEmpty();
    }

    @Test
    void afterGivesTheOnesRightAfterAndNextGoesOnToTheNewest() {
        MessagePage first = page(Optional.empty(), Optional.of(6L), 3, Optional.empty());
        MessagePage second = page(Optional.empty(), Optional.of(6L), 3, first.next());
        assertThat(seqs(first)).containsExactly(9L, 8L, 7L);
        assertThat(seqs(second)).containsExactly(10L);
        assertThat(second.next()).isEmpty();
    }

    @Test
    void strangersAndUnknownConversationsAreForbiddenAlike() {
        Refusal stranger = refusal(history(stage.user("carol"), talk));
        Refusal nowhere = refusal(history(alice, new ConversationId(Ids.next())));
        assertThat(stranger.failure()).isEqualTo(Failure.FORBIDDEN);
        assertThat(nowhere.failure()).isEqualTo(Failure.FORBIDDEN);
        assertThat(nowhere).hasMessage(stranger.getMessage());
    }

    @Test
    void badPositionsAreRefusedByName() {
        assertThat(refusal(history(Optional.of(-1L), Optional.empty(), 5, Optional.empty()))
                        .field())
                .contains("before_seq");
        assertThat(refusal(history(Optional.empty(), Optional.of(-1L), 5, Optional.empty()))
                        .field())
                .contains("after_seq");
        assertThat(refusal(history(Optional.of(1L), Optional.of(1L), 5, Optional.empty()))
                        .field())
                .contains("after_seq");
        assertThat(refusal(history(Optional.empty(), Optional.empty(), 101, Optional.empty()))
                        .field())
                .contains("limit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "%%%", "T0xERVI", "T0xERVIgeA", "U0lERVdBWVMgMQ"})
    void aMadeUpCursorIsRefused(String cursor) {
        Refusal refusal = refusal(history(Optional.empty(), Optional.empty(), 5, Optional.of(cursor)));
        assertThat(refusal.failure()).isEqualTo(Failure.INVALID_DATA);
        assertThat(refusal.field()).contains("cursor");
    }

    @Test
    void aCursorOfAnotherConversationShowsNothingButOnesOwn() {
        String cursor = Cursor.of("OLDER", Long.MAX_VALUE).text();
        Refusal refusal = refusal(
                new History(stage.user("carol"), talk, Optional.empty(), Optional.empty(), 5, Optional.of(cursor)));
        assertThat(refusal.failure()).isEqualTo(Failure.FORBIDDEN);
    }

    private static MessagePage page(Optional<Long> before, Optional<Long> after, int limit, Optional<String> cursor) {
        return stage.process.call(MessagingApi.HISTORY, history(before, after, limit, cursor));
    }

    private static History history(Optional<Long> before, Optional<Long> after, int limit, Optional<String> cursor) {
        return new History(alice, talk, before, after, limit, cursor);
    }

    private static History history(UserId user, ConversationId conversation) {
        return new History(user, conversation, Optional.empty(), Optional.empty(), 5, Optional.empty());
    }

    private static Refusal refusal(History request) {
        return catchThrowableOfType(Refusal.class, () -> stage.process.call(MessagingApi.HISTORY, request));
    }

    private static List<Long> seqs(MessagePage page) {
        return page.items().stream().map(Message::conversationSeq).toList();
    }
}
