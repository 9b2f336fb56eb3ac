package io.devthread.realtime.messaging;

import static io.devthread.realtime.messaging.Stage.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.MessagingApi.Send;
import io.devthread.realtime.messaging.MessagingApi.SendResult;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.ContentCipher;
import io.devthread.realtime.platform.HeldConnection;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TwoProcessesIT {
    private static final int SENDS = 200;
    private static final int PER_REQUEST = 7;

    private static Stage stage;
    private static Stage.Process one;
    private static Stage.Process two;

    private UserId alice;
    private UserId bob;
    private UserId carol;
    private ConversationId withBob;
    private ConversationId withCarol;

    @BeforeAll
    static void start() {
        stage = new Stage();
        one = stage.process;
        two = stage.anotherProcess();
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @BeforeEach
    void people() {
        alice = stage.user("alice");
        bob = stage.user("bob");
        carol = stage.user("carol");
        withBob = one.open(alice, bob);
        withCarol = one.open(alice, carol);
        two.delivered().clear();
    }

    @Test
    void numbersHaveNoGapsAndEachWritersMessagesStayInOrder() {
        List<Future<List<SendResult>>> lanes = List.of(
                lane(one, alice, withBob),
                lane(two, bob, withBob),
                lane(one, carol, withCarol),
                lane(two, alice, withCarol));
        lanes.forEach(lane -> assertThat(lane.await()).hasSize(SENDS).allMatch(answer -> answer.message()
                .isPresent()));
        assertGaplessAndOrdered(withBob, alice, bob);
        assertGaplessAndOrdered(withCarol, alice, carol);
        assertThat(unread(withBob)).containsExactlyInAnyOrder((long) SENDS, (long) SENDS);
    }

    @Test
    void aRepeatOverTheOtherProcessAtTheSameMomentIsSentOnce() {
        List<Send> sends = IntStream.range(0, 100)
                .mapToObj(i -> send(alice, withBob, "text " + i))
                .toList();
        Future<List<SendResult>> here = one.send(sends);
        Future<List<SendResult>> there = two.send(sends);
        assertSentOnce(here.await(), there.await());
        assertThat(stored(withBob)).hasSize(100);
    }

    /** No common lock then: only the unique key sees that it is the same send. */
    @Test
    void evenUnderAnotherConversationARepeatIsSentOnce() {
        for (int round = 0; round < 20; round++) {
            List<Send> toBob = new ArrayList<>();
            List<Send> toCarol = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                String id = round + "/" + i;
                toBob.add(send(alice, withBob, "text", id));
                toCarol.addFirst(send(alice, withCarol, "text", id));
            }
            Future<List<SendResult>> here = one.send(toBob);
            Future<List<SendResult>> there = two.send(toCarol);
            assertSentOnce(here.await(), there.await().reversed());
        }
        assertThat(stored(withBob).size() + stored(withCarol).size()).isEqualTo(200);
    }

    @Test
    void aRepeatLaterOverTheOtherProcessReturnsTheFirstAnswer() {
        Send send = send(alice, withBob, "hello");
        Message first = one.sent(send);
        assertThat(two.send(send).message()).contains(first);
        assertThat(two.send(send).repeated()).isTrue();
        assertThat(two.delivered()).isEmpty();
    }

    @Test
    void aProcessThatHangsInATransactionGivesItsLocksBack() {
        SqlConnection hung = HeldConnection.of(one.postgres());
        hung.begin().await();
        hung.preparedQuery(LockedConversations.LOCK)
                .execute(Tuple.of(new UUID[] {withBob.value()}))
                .await();
        Send send = send(alice, withBob, "hello");
        SendResult answer = two.send(send);
        assertThat(answer.error().orElseThrow().code()).isEqualTo("unavailable");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (answer.message().isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(end);
            answer = two.send(send);
        }
        assertThat(stored(withBob)).hasSize(1);
    }

    /** As a gateway does: one request at a time per connection and conversation, the rest travels in the next. */
    private static Future<List<SendResult>> lane(Stage.Process process, UserId sender, ConversationId conversation) {
        List<Send> sends = IntStream.range(0, SENDS)
                .mapToObj(i -> send(sender, conversation, Integer.toString(i)))
                .toList();
        return lane(process, sends, new ArrayList<>());
    }

    private static Future<List<SendResult>> lane(Stage.Process process, List<Send> rest, List<SendResult> answers) {
        if (rest.isEmpty()) {
            return Future.succeededFuture(answers);
        }
        int now = Math.min(PER_REQUEST, rest.size());
        return process.send(rest.subList(0, now)).compose(part -> {
            answers.addAll(part);
            return lane(process, rest.subList(now, rest.size()), answers);
        });
    }

    private void assertGaplessAndOrdered(ConversationId conversation, UserId first, UserId second) {
        List<Message> stored = stored(conversation);
        assertThat(stored)
                .extracting(Message::conversationSeq)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 2 * SENDS).boxed().toList());
        assertThat(stored).extracting(Message::timestamp).isSorted();
        for (UserId sender : List.of(first, second)) {
            assertThat(stored.stream().filter(message -> message.senderId().equals(sender)))
                    .extracting(message -> Integer.parseInt(message.content()))
                    .containsExactlyElementsOf(IntStream.range(0, SENDS).boxed().toList());
        }
    }

    private static void assertSentOnce(List<SendResult> here, List<SendResult> there) {
        assertThat(there)
                .extracting(SendResult::message)
                .isEqualTo(here.stream().map(SendResult::message).toList());
        for (int i = 0; i < here.size(); i++) {
            assertThat(here.get(i).message()).isPresent();
            assertThat(here.get(i).repeated()).isNotEqualTo(there.get(i).repeated());
        }
    }

    private List<Message> stored(ConversationId conversation) {
        return new MessageStore(one.postgres(), new Contents(ContentCipher.off()))
                .after(alice, conversation, 0, 10_000);
    }

    private List<Long> unread(ConversationId conversation) {
        var row = one.postgres()
                .query("SELECT unread_a, unread_b FROM conversations WHERE id = $1", conversation.value())
                .iterator()
                .next();
        return List.of(row.getLong(0), row.getLong(1));
    }
}
