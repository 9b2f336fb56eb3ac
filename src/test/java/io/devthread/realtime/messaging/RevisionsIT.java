package io.devthread.realtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.messaging.MessagingApi.Delete;
import io.devthread.realtime.messaging.MessagingApi.Edit;
import io.devthread.realtime.messaging.MessagingApi.History;
import io.devthread.realtime.messaging.MessagingApi.ListConversations;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.MessagingApi.Send;
import io.devthread.realtime.messaging.Stage.Process;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.MessageId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.PostgresText;
import io.devthread.realtime.testkit.RedisText;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Editing and deleting for everyone, on a real database. */
class RevisionsIT {
    private Stage stage;
    private Process process;
    private UserId alice;
    private UserId bob;
    private ConversationId talk;

    @BeforeEach
    void start() {
        stage = new Stage();
        process = stage.process;
        alice = stage.user("alice");
        bob = stage.user("bob");
        talk = process.open(alice, bob);
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void anEditIsSeenInHistoryListAndRepeatAndToldToBoth() {
        Send send = Stage.send(alice, talk, "helo");
        Message sent = process.sent(send);
        process.delivered().clear();

        Message edited = edit(alice, sent, "hello");

        assertThat(edited.content()).isEqualTo("hello");
        assertThat(edited.editedAt()).isPresent();
        assertThat(edited.conversationSeq()).isEqualTo(sent.conversationSeq());
        assertThat(history(bob)).containsExactly(edited);
        assertThat(last(alice)).contains(edited);
        assertThat(process.send(send).message()).contains(edited);
        assertThat(told()).extracting(DurableEvent::user).containsExactly(alice, bob);
        assertThat(frame(told().getFirst()).path("event").asText()).isEqualTo("message_edited");
        assertThat(frame(told().getFirst()).at("/data/message/content").asText())
                .isEqualTo("hello");
    }

    @Test
    void theSameContentAgainChangesNothingAndTellsNobody() {
        Message sent = process.sent(Stage.send(alice, talk, "hello"));
        Message edited = edit(alice, sent, "hello!");
        process.delivered().clear();

        assertThat(edit(alice, sent, "hello!")).isEqualTo(edited);
        assertThat(told()).isEmpty();
    }

    @Test
    void everyEditIsAnEventOfItsOwn() {
        Message sent = process.sent(Stage.send(alice, talk, "1"));
        process.delivered().clear();
        edit(alice, sent, "2");
        edit(alice, sent, "1");
        edit(alice, sent, "2");

        assertThat(told().stream().map(DurableEvent::id).distinct()).hasSize(3);
    }

    @Test
    void nobodyElseMayChangeAMessageNorLearnWhetherItIs() {
        Message sent = process.sent(Stage.send(alice, talk, "mine"));
        UserId mallory = stage.user("mallory");
        MessageId unknown = new MessageId(Ids.next());

        Refusal ofPartner = refused(new Edit(bob, sent.id(), "yours"));
        assertThat(ofPartner.failure()).isEqualTo(Failure.FORBIDDEN);
        assertThat(refused(new Edit(mallory, sent.id(), "x"))).hasMessage(ofPartner.getMessage());
        assertThat(refused(new Edit(mallory, unknown, "x"))).hasMessage(ofPartner.getMessage());
        assertThat(refused(new Delete(bob, sent.id()))).hasMessage(ofPartner.getMessage());
        assertThat(refused(new Delete(mallory, unknown)).failure()).isEqualTo(Failure.FORBIDDEN);
        assertThat(history(alice)).containsExactly(sent);
    }

    @Test
    void aDeletedMessageIsEmptyEverywhereAndItsContentIsGone() {
        Send send = Stage.send(alice, talk, "secret-canary");
        Message sent = process.sent(send);
        process.delivered().clear();

        Message deleted = delete(alice, sent);

        assertThat(deleted.deleted()).isTrue();
        assertThat(deleted.content()).isEmpty();
        assertThat(history(bob)).containsExactly(deleted);
        assertThat(last(bob)).contains(deleted);
        assertThat(process.send(send).message()).contains(deleted);
        assertThat(told()).extracting(DurableEvent::user).containsExactly(alice, bob);
        assertThat(frame(told().getLast()).path("event").asText()).isEqualTo("message_deleted");
        assertThat(PostgresText.containing(stage.config, "secret-canary")).isEmpty();
    }

    /** Each edit is an event of its own, and a long log holds them all. */
    @Test
    void noLogSaysWhatWasDeletedHoweverOftenItWasEdited() {
        Process delivering = stage.deliveringProcess(300);
        Message sent = delivering.sent(Stage.send(alice, talk, "secret-canary"));
        for (int i = 1; i <= 150; i++) {
            delivering.call(MessagingApi.EDIT, new Edit(alice, sent.id(), "secret-canary " + i));
        }
        Eventually.holds("all are logged", () -> log(delivering).size() == 151);

        delivering.call(MessagingApi.DELETE, new Delete(alice, sent.id()));

        Eventually.holds("the deletion, too", () -> log(delivering).size() == 152);
        Eventually.passes(() -> assertThat(log(delivering)).noneMatch(body -> body.contains("secret-canary")));
    }

    private List<String> log(Process process) {
        return RedisText.log(process.redis(), bob);
    }

    @Test
    void deletingAgainGivesTheSameAnswerAndTellsNobody() {
        Message sent = process.sent(Stage.send(alice, talk, "text"));
        Message deleted = delete(alice, sent);
        process.delivered().clear();

        assertThat(delete(alice, sent)).isEqualTo(deleted);
        assertThat(told()).isEmpty();
    }

    @Test
    void aDeletedMessageCanNotBeEdited() {
        Message sent = process.sent(Stage.send(alice, talk, "text"));
        delete(alice, sent);

        assertThat(refused(new Edit(alice, sent.id(), "back")).failure()).isEqualTo(Failure.NOT_FOUND);
    }

    @Test
    void anEditKeepsTheRulesOfASend() {
        Message sent = process.sent(Stage.send(alice, talk, "text"));

        assertThat(refused(new Edit(alice, sent.id(), "")).failure()).isEqualTo(Failure.INVALID_DATA);
        assertThat(refused(new Edit(alice, sent.id(), "x".repeat(4_001))).failure())
                .isEqualTo(Failure.INVALID_DATA);
        assertThat(refused(new Edit(alice, sent.id(), "\0")).failure()).isEqualTo(Failure.INVALID_DATA);
    }

    @Test
    void betweenABlockedPairNothingIsEditedAndWhatIsDeletedIsGone() {
        Message sent = process.sent(Stage.send(alice, talk, "text"));
        process.postgres()
                .query(
                        "INSERT INTO blocks (user_id, blocked_id, blocked_at) VALUES ($1, $2, now())",
                        bob.value(),
                        alice.value());

        assertThat(refused(new Edit(alice, sent.id(), "more")).failure()).isEqualTo(Failure.FORBIDDEN);
        assertThat(delete(alice, sent).deleted()).isTrue();
    }

    @Test
    void aDeletedUnreadMessageIsNotCountedAnyMore() {
        Message first = process.sent(Stage.send(alice, talk, "1"));
        Message second = process.sent(Stage.send(alice, talk, "2"));
        process.postgres()
                .query(
                        "UPDATE messages SET read_at = now() WHERE id = $1",
                        first.id().value());
        process.postgres()
                .query("UPDATE conversations SET unread_a = least(unread_a, 1), unread_b = least(unread_b, 1)");
        process.delivered().clear();

        delete(alice, first);
        assertThat(unread(bob)).as("a read one was not counted").isEqualTo(1);
        delete(alice, second);
        assertThat(unread(bob)).isZero();
        assertThat(told().stream()
                        .filter(event -> event.user().equals(bob))
                        .map(event -> frame(event).at("/data/unread_count").asLong()))
                .containsExactly(1L, 0L);
    }

    @Test
    void twoProcessesThatDeleteSendAndEditAtOnceLeaveTheCountExact() {
        Process other = stage.anotherProcess();
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            sent.add(process.sent(Stage.send(alice, talk, "text " + i)));
        }
        List<Future<?>> changes = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Message message = sent.get(i);
            // Each is deleted by both processes, every other one; the rest is edited by both.
            for (Process one : List.of(process, other)) {
                changes.add(
                        i % 2 == 0
                                ? one.bus().call(MessagingApi.DELETE, new Delete(alice, message.id()))
                                : one.bus().call(MessagingApi.EDIT, new Edit(alice, message.id(), "edited")));
            }
            changes.add(other.send(List.of(Stage.send(alice, talk, "more " + i))));
        }
        Future.all(changes).await();

        assertThat(unread(bob)).isEqualTo(60);
        List<DurableEvent> events = new ArrayList<>(process.delivered());
        events.addAll(other.delivered());
        assertThat(events.stream().filter(event -> event.body().contains("message_deleted")))
                .hasSize(40);
        assertThat(events.stream().filter(event -> event.body().contains("message_edited")))
                .hasSize(40);
    }

    private Message edit(UserId user, Message message, String content) {
        return process.call(MessagingApi.EDIT, new Edit(user, message.id(), content));
    }

    private Message delete(UserId user, Message message) {
        return process.call(MessagingApi.DELETE, new Delete(user, message.id()));
    }

    private Refusal refused(Edit edit) {
        return catchThrowableOfType(Refusal.class, () -> process.call(MessagingApi.EDIT, edit));
    }

    private Refusal refused(Delete delete) {
        return catchThrowableOfType(Refusal.class, () -> process.call(MessagingApi.DELETE, delete));
    }

    private List<DurableEvent> told() {
        return process.delivered();
    }

    private List<Message> history(UserId user) {
        return process.call(
                        MessagingApi.HISTORY,
                        new History(user, talk, Optional.empty(), Optional.empty(), 100, Optional.empty()))
                .items();
    }

    private Optional<Message> last(UserId user) {
        return process.call(MessagingApi.CONVERSATIONS, new ListConversations(user, 10, Optional.empty()))
                .items()
                .getFirst()
                .lastMessage();
    }

    private long unread(UserId user) {
        return process.call(MessagingApi.CONVERSATIONS, new ListConversations(user, 10, Optional.empty()))
                .items()
                .getFirst()
                .unreadCount();
    }

    private static JsonNode frame(DurableEvent event) {
        return Json.read("{" + event.body(), JsonNode.class);
    }
}
