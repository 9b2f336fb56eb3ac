package io.devthread.realtime.messaging;

import static io.devthread.realtime.messaging.Stage.send;
import static io.devthread.realtime.messaging.Stage.sendTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.bus.ErrorBody;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.delivery.FrameBody;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.MessagingApi.Send;
import io.devthread.realtime.messaging.MessagingApi.SendResult;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.ContentCipher;
import io.devthread.realtime.platform.HeldConnection;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SendIT {
    private static Stage stage;
    private UserId alice;
    private UserId bob;
    private ConversationId talk;

    @BeforeAll
    static void start() {
        stage = new Stage();
        stage.process.postgres().query("""
                CREATE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN IF NEW.content = 'poison' THEN RAISE EXCEPTION 'poison'; END IF; RETURN NEW; END $$
                """);
        stage.process
                .postgres()
                .query("CREATE TRIGGER poison BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION refuse_poison()");
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @BeforeEach
    void people() {
        alice = stage.user("alice");
        bob = stage.user("bob");
        talk = stage.process.open(alice, bob);
        stage.process.delivered().clear();
    }

    @Test
    void whatIsAnsweredIsStored() {
        Message sent = stage.process.sent(send(alice, talk, "héllo 😀"));
        assertThat(sent.conversationSeq()).isEqualTo(1);
        assertThat(sent.status()).isEqualTo("sent");
        assertThat(stored()).containsExactly(sent);
    }

    @Test
    void repeatedSendReturnsTheFirstAnswer() {
        Send send = send(alice, talk, "hello");
        SendResult first = stage.process.send(send);
        SendResult again = stage.process.send(
                new Send(alice, send.conversationId(), send.recipientId(), "another text", send.clientMessageId()));
        assertThat(first.repeated()).isFalse();
        assertThat(again.repeated()).isTrue();
        assertThat(again.message()).isEqualTo(first.message());
        assertThat(stored()).hasSize(1);
        assertThat(stage.process.sent(send(alice, talk, "next")).conversationSeq())
                .isEqualTo(2);
    }

    @Test
    void repeatsInOneListAndAtOnceAreSentOnce() {
        Send send = send(alice, talk, "hello");
        List<Future<List<SendResult>>> calls = IntStream.range(0, 20)
                .mapToObj(i -> stage.process.send(List.of(send, send)))
                .toList();
        List<SendResult> answers =
                calls.stream().flatMap(call -> call.await().stream()).toList();
        assertThat(answers)
                .extracting(SendResult::message)
                .containsOnly(answers.getFirst().message());
        assertThat(answers).extracting(SendResult::repeated).containsOnlyOnce(false);
        assertThat(stored()).hasSize(1);
    }

    @Test
    void aRecipientIsEnoughAndTheConversationOpensByItself() {
        UserId carol = stage.user("carol");
        List<SendResult> answers = stage.process
                .send(List.of(
                        sendTo(alice, carol, "first"), sendTo(carol, alice, "second"), sendTo(alice, carol, "third")))
                .await();
        assertThat(answers)
                .extracting(answer -> answer.message().orElseThrow().conversationSeq())
                .containsExactly(1L, 2L, 3L);
        assertThat(answers)
                .extracting(answer -> answer.message().orElseThrow().conversationId())
                .containsOnly(stage.process.open(alice, carol));
    }

    @Test
    void oneBadSendOfAListFailsAlone() {
        UserId carol = stage.user("carol");
        List<SendResult> answers = stage.process
                .send(List.of(
                        send(alice, talk, "one"),
                        send(alice, talk, ""),
                        send(carol, talk, "I am not in it"),
                        send(alice, new ConversationId(Ids.next()), "nowhere"),
                        sendTo(alice, new UserId(Ids.next()), "nobody"),
                        send(alice, talk, "two")))
                .await();
        assertThat(answers)
                .extracting(answer -> answer.error().map(ErrorBody::code).orElse("ok"))
                .containsExactly("ok", "invalid_data", "forbidden", "forbidden", "not_found", "ok");
        assertThat(stored()).extracting(Message::content).containsExactly("one", "two");
        assertThat(stored()).extracting(Message::conversationSeq).containsExactly(1L, 2L);
    }

    @Test
    void whatTheDatabaseRefusesInTheMiddleOfABatchFailsAlone() {
        List<Send> sends = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            sends.add(send(alice, talk, i == 4 ? "poison" : "text " + i));
        }
        List<SendResult> answers = stage.process.send(sends).await();
        assertThat(answers.get(4).error().orElseThrow().code()).isEqualTo("internal");
        assertThat(answers).filteredOn(answer -> answer.message().isPresent()).hasSize(8);
        assertThat(stored())
                .extracting(Message::conversationSeq)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 8).boxed().toList());
        assertThat(stored())
                .extracting(Message::content)
                .doesNotContain("poison")
                .isSorted();
    }

    @Test
    void bothParticipantsGetTheEventWithTheirOwnUnreadCount() {
        stage.process.send(send(bob, talk, "one"));
        Message second = stage.process.sent(send(bob, talk, "two"));
        List<DurableEvent> events = stage.process.delivered();
        assertThat(events).hasSize(4);
        assertThat(frame(event(events, second, bob)).at("/data/unread_count").asLong())
                .isZero();
        JsonNode received = frame(event(events, second, alice));
        assertThat(received.at("/type").asText()).isEqualTo("message");
        assertThat(received.at("/event").asText()).isEqualTo("new_message");
        assertThat(received.at("/channel").asText()).isEqualTo("user:" + alice);
        assertThat(received.at("/data/unread_count").asLong()).isEqualTo(2);
        assertThat(Json.read(received.at("/data/message"), Message.class)).isEqualTo(second);
        assertThat(event(events, second, alice).order())
                .contains(new DurableEvent.Order(talk, second.conversationSeq()));
    }

    @Test
    void whatIsGivenToDeliveryStandsInTheOutbox() {
        Message sent = stage.process.sent(send(alice, talk, "hello"));
        long rows = stage.process
                .postgres()
                .query("SELECT count(*) FROM outbox WHERE event_id = $1", NewMessageEvents.id(sent))
                .iterator()
                .next()
                .getLong(0);
        assertThat(rows).isEqualTo(2);
        assertThat(stage.process.delivered()).hasSize(2);
    }

    @Test
    void aFullQueueRefusesAtOnceAndTheWaitingOnesAreStillSent() {
        Stage.Process small = stage.anotherProcess(new MessagingConfig(2, 3, 100, 0, EncryptionConfig.OFF));
        SqlConnection holder = HeldConnection.of(stage.process.postgres());
        var transaction = holder.begin().await();
        holder.preparedQuery("SELECT 1 FROM conversations WHERE id = $1 FOR UPDATE")
                .execute(Tuple.of(talk.value()))
                .await();
        Future<List<SendResult>> writing = small.send(List.of(send(alice, talk, "being written")));
        awaitLockWaiter();
        Future<List<SendResult>> waiting =
                small.send(List.of(send(alice, talk, "1"), send(alice, talk, "2"), send(alice, talk, "3")));
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> small.send(List.of(send(alice, talk, "too much")))
                .await());
        assertThat(refusal.failure()).isEqualTo(Failure.UNAVAILABLE);
        assertThat(refusal.retryAfter()).isPresent();
        assertThat(waiting.isComplete()).isFalse();
        transaction.commit().await();
        holder.close();
        assertThat(writing.await()).allMatch(answer -> answer.message().isPresent());
        assertThat(waiting.await()).allMatch(answer -> answer.message().isPresent());
        assertThat(stored()).extracting(Message::content).containsExactly("being written", "1", "2", "3");
    }

    @Test
    void aDatabaseThatIsAwayMakesSendsUnavailableAndNothingIsHalfDone() {
        Stage.Process cut = stage.anotherProcess();
        cut.postgres().close().await();
        SendResult answer = cut.send(send(alice, talk, "hello"));
        assertThat(answer.error().orElseThrow().code()).isEqualTo("unavailable");
        assertThat(answer.error().orElseThrow().retryAfterMs()).isPresent();
        assertThat(stored()).isEmpty();
    }

    private static void awaitLockWaiter() {
        long waiting;
        do {
            waiting = stage.process
                    .postgres()
                    .query("SELECT count(*) FROM pg_locks WHERE NOT granted")
                    .iterator()
                    .next()
                    .getLong(0);
        } while (waiting == 0);
    }

    private List<Message> stored() {
        return new MessageStore(stage.process.postgres(), new Contents(ContentCipher.off()))
                .after(alice, talk, 0, 1_000);
    }

    private static DurableEvent event(List<DurableEvent> events, Message message, UserId user) {
        return events.stream()
                .filter(event -> event.user().equals(user) && event.id().equals(NewMessageEvents.id(message)))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode frame(DurableEvent event) {
        return Json.read(FrameBody.frame(1, event.body()), JsonNode.class);
    }
}
