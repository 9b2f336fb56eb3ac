package io.devthread.realtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devthread.realtime.bus.ErrorBody;
import io.devthread.realtime.messaging.MessagingApi.History;
import io.devthread.realtime.messaging.MessagingApi.ListConversations;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.MessagingApi.Send;
import io.devthread.realtime.messaging.MessagingApi.SendResult;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nothing is said between two of whom one has blocked the other. */
class BlockIT {
    private Stage stage;
    private Stage.Process process;
    private UserId alice;
    private UserId bob;
    private UserId carol;

    @BeforeEach
    void open() {
        stage = new Stage();
        process = stage.process;
        alice = stage.user("alice");
        bob = stage.user("bob");
        carol = stage.user("carol");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void neitherCanWriteToTheOther() {
        ConversationId talk = process.open(alice, bob);
        block(alice, bob);

        ErrorBody ofBlocked = error(process.send(Stage.send(bob, talk, "hello?")));
        assertThat(ofBlocked.code()).isEqualTo("forbidden");
        assertThat(ofBlocked.message()).doesNotContain("block");
        ErrorBody ofBlocker = error(process.send(Stage.send(alice, talk, "and another thing")));
        assertThat(ofBlocker.code()).isEqualTo("forbidden");
        assertThat(ofBlocker.message()).contains("you have blocked this user");
        assertThat(error(process.send(Stage.sendTo(bob, alice, "hello?"))).code())
                .isEqualTo("forbidden");
        assertThat(process.delivered()).isEmpty();
    }

    @Test
    void aRefusedSendFailsAloneAndBurnsNoNumber() {
        ConversationId blocked = process.open(alice, bob);
        ConversationId open = process.open(alice, carol);
        block(bob, alice);

        List<SendResult> results = process.send(List.of(
                        Stage.send(alice, open, "1"), Stage.send(alice, blocked, "2"), Stage.send(alice, open, "3")))
                .await();
        unblock(bob, alice);

        assertThat(results).map(result -> result.message().isPresent()).containsExactly(true, false, true);
        assertThat(results.getLast().message().orElseThrow().conversationSeq()).isEqualTo(2);
        assertThat(process.sent(Stage.send(alice, blocked, "4")).conversationSeq())
                .isEqualTo(1);
    }

    @Test
    void aRepeatOfWhatWasSentBeforeGetsItsFirstAnswer() {
        Send send = Stage.send(bob, process.open(alice, bob), "hello", "b-1");
        Message first = process.sent(send);
        block(alice, bob);

        assertThat(process.send(send)).isEqualTo(new SendResult(Optional.of(first), Optional.empty(), true));
    }

    @Test
    void noConversationIsOpenedWhereThereIsNone() {
        block(alice, bob);

        assertThatThrownBy(() -> process.open(bob, alice)).hasMessage("you can't write to this user");
        assertThatThrownBy(() -> process.open(alice, bob)).hasMessageContaining("you have blocked this user");
        assertThat(error(process.send(Stage.sendTo(bob, alice, "hello"))).code())
                .isEqualTo("forbidden");
        assertThat(process.call(MessagingApi.CONVERSATIONS, new ListConversations(alice, 10, Optional.empty()))
                        .items())
                .isEmpty();
    }

    @Test
    void ofManyNewRecipientsEachHasItsAnswerAndOneStatementOpensAll() {
        block(bob, alice);
        block(alice, carol);
        countOpenings();
        List<Send> sends = new ArrayList<>(List.of(
                Stage.sendTo(alice, bob, "1"),
                Stage.sendTo(alice, carol, "2"),
                Stage.sendTo(alice, new UserId(Ids.next()), "3")));
        for (int i = 0; i < 20; i++) {
            UserId newcomer = stage.user("newcomer" + i);
            sends.add(Stage.sendTo(alice, newcomer, "hello"));
            sends.add(Stage.sendTo(newcomer, alice, "hi"));
        }
        List<SendResult> results = process.send(sends).await();

        assertThat(error(results.get(0)).message()).isEqualTo("you can't write to this user");
        assertThat(error(results.get(1)).message()).contains("you have blocked this user");
        assertThat(error(results.get(2)).code()).isEqualTo("not_found");
        assertThat(results.subList(3, results.size()))
                .extracting(result -> result.message().orElseThrow().conversationSeq())
                .containsExactlyElementsOf(Stream.generate(() -> List.of(1L, 2L))
                        .limit(20)
                        .flatMap(List::stream)
                        .toList());
        assertThat(process.postgres().query("SELECT FROM openings").size()).isEqualTo(1);
    }

    private void countOpenings() {
        process.postgres().query("CREATE TABLE openings ()");
        process.postgres().query("""
                CREATE FUNCTION count_opening() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN INSERT INTO openings DEFAULT VALUES; RETURN NULL; END $$
                """);
        process.postgres().query("""
                CREATE TRIGGER openings AFTER INSERT ON conversations
                FOR EACH STATEMENT EXECUTE FUNCTION count_opening()
                """);
    }

    @Test
    void whatWasSaidBeforeIsStillListedAndRead() {
        ConversationId talk = process.open(alice, bob);
        process.sent(Stage.send(bob, talk, "before"));
        block(alice, bob);

        assertThat(process.open(alice, bob)).isEqualTo(talk);
        for (UserId one : List.of(alice, bob)) {
            var list = process.call(MessagingApi.CONVERSATIONS, new ListConversations(one, 10, Optional.empty()));
            assertThat(list.items()).singleElement().returns(talk, MessagingApi.Conversation::id);
            var history = new History(one, talk, Optional.empty(), Optional.empty(), 10, Optional.empty());
            assertThat(process.call(MessagingApi.HISTORY, history).items()).hasSize(1);
        }
    }

    @Test
    void whoIsUnblockedCanWriteAgainAtOnce() {
        ConversationId talk = process.open(alice, bob);
        block(alice, bob);
        error(process.send(Stage.send(bob, talk, "1")));
        unblock(alice, bob);

        assertThat(process.sent(Stage.send(bob, talk, "2")).content()).isEqualTo("2");
    }

    private void block(UserId user, UserId other) {
        process.postgres()
                .query(
                        "INSERT INTO blocks (user_id, blocked_id, blocked_at) VALUES ($1, $2, now())",
                        user.value(),
                        other.value());
    }

    private void unblock(UserId user, UserId other) {
        process.postgres()
                .query("DELETE FROM blocks WHERE user_id = $1 AND blocked_id = $2", user.value(), other.value());
    }

    private static ErrorBody error(SendResult result) {
        return result.error().orElseThrow();
    }
}
