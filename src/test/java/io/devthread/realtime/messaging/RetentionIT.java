package io.devthread.realtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.delivery.Redactions;
import io.devthread.realtime.delivery.StoredBodies;
import io.devthread.realtime.messaging.MessagingApi.Conversation;
import io.devthread.realtime.messaging.MessagingApi.Delete;
import io.devthread.realtime.messaging.MessagingApi.History;
import io.devthread.realtime.messaging.MessagingApi.ListConversations;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.MessagingApi.Send;
import io.devthread.realtime.messaging.MessagingApi.SendResult;
import io.devthread.realtime.messaging.Stage.Process;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.MessageId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.ContentCipher;
import io.devthread.realtime.platform.HeldConnection;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.testkit.PostgresText;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages are kept 30 days here, and the clock that the purge reads is ahead. */
class RetentionIT {
    private static final int DAYS = 30;

    /** To be looked for in all tables: no part of a UUID. */
    private static final String CLIENT_ID = "the-only-one";

    private final List<DurableEvent> told = new ArrayList<>();
    private final List<Redactions.Pending> redacted = new ArrayList<>();
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
    void whatIsOldGoesAndTheRestStays() {
        age(send(1_200), DAYS + 1);
        List<Message> recent = send(3);

        assertThat(purge(DAYS)).isEqualTo(1_200);

        assertThat(history()).containsExactlyElementsOf(recent.reversed());
        assertThat(conversation().lastMessage()).contains(recent.getLast());
        assertThat(conversation().unreadCount()).isEqualTo(3);
        assertThat(process.sent(Stage.send(alice, talk, "next")).conversationSeq())
                .isEqualTo(1_204);
    }

    @Test
    void withoutRetentionEverythingStays() {
        age(send(2), 10_000);
        assertThat(purge(0)).isZero();
        assertThat(history()).hasSize(2);
    }

    @Test
    void historyPagesOverTheHole() {
        List<Message> sent = send(9);
        age(sent.subList(3, 6), DAYS + 1);
        purge(DAYS);

        assertThat(page(Optional.empty(), 4).items())
                .extracting(Message::conversationSeq)
                .containsExactly(9L, 8L, 7L, 3L);
        assertThat(page(page(Optional.empty(), 4).next(), 4).items())
                .extracting(Message::conversationSeq)
                .containsExactly(2L, 1L);
    }

    @Test
    void whenAllIsGoneThereIsNoLastMessageAndNothingUnread() {
        age(send(3), DAYS + 1);
        purge(DAYS);

        assertThat(conversation().lastMessage()).isEmpty();
        assertThat(conversation().unreadCount()).isZero();
    }

    @Test
    void onlyUnreadOnesWereCounted() {
        List<Message> sent = send(5);
        process.call(MessagingApi.DELETE, new Delete(alice, sent.get(1).id()));
        process.postgres()
                .query(
                        "UPDATE messages SET read_at = now() WHERE id = $1",
                        sent.getFirst().id().value());
        process.postgres()
                .query("UPDATE conversations SET unread_a = least(unread_a, 3), unread_b = least(unread_b, 3)");
        age(sent.subList(0, 3), DAYS + 1);
        purge(DAYS);

        assertThat(conversation().unreadCount()).isEqualTo(2);
    }

    @Test
    void aRepeatIsAnsweredForThirtyDaysMoreAndSendsNothingTwice() {
        Send send = Stage.send(alice, talk, "once", CLIENT_ID);
        Message sent = process.sent(send);
        age(List.of(sent), DAYS + 1);
        purge(DAYS);
        assertThat(PostgresText.containing(stage.config, CLIENT_ID)).isEmpty();

        SendResult again = process.send(send);
        assertThat(again.repeated()).isTrue();
        assertThat(again.message().orElseThrow())
                .returns(sent.id(), Message::id)
                .returns(sent.conversationSeq(), Message::conversationSeq)
                .returns(CLIENT_ID, Message::clientMessageId)
                .returns("", Message::content)
                .returns(true, Message::deleted);
        assertThat(history()).isEmpty();

        retention(DAYS, Duration.ofDays(29)).run();
        assertThat(process.send(send).repeated()).isTrue();
        retention(DAYS, Duration.ofDays(31)).run();
        assertThat(process.send(send).repeated()).isFalse();
        assertThat(history()).hasSize(1);
    }

    @Test
    void whatIsInTheWayIsLeftToTheNextPassAndNothingWaits() {
        List<Message> sent = send(4);
        process.postgres().query("UPDATE messages SET read_at = now() WHERE conversation_seq > 2");
        process.postgres()
                .query("UPDATE conversations SET unread_a = least(unread_a, 2), unread_b = least(unread_b, 2)");
        age(sent, DAYS + 1);
        SqlConnection writer = HeldConnection.of(process.postgres());
        Postgres.await(writer.query("BEGIN").execute());
        Postgres.await(writer.query("SELECT 1 FROM conversations FOR UPDATE").execute());
        Postgres.await(writer.query("SELECT 1 FROM messages WHERE conversation_seq = 4 FOR UPDATE")
                .execute());

        assertThat(purge(DAYS)).as("the read one that nobody holds").isEqualTo(1);
        Postgres.await(writer.query("ROLLBACK").execute());
        writer.close();

        assertThat(purge(DAYS)).isEqualTo(3);
        assertThat(conversation().unreadCount()).isZero();
    }

    @Test
    void purgesOfTwoProcessesAndWritersAtOnceLoseNothing() {
        age(send(1_500), DAYS + 1);
        Process other = stage.anotherProcess();
        List<Thread> purges = IntStream.range(0, 2)
                .mapToObj(i -> Thread.ofVirtual().start(() -> purge(DAYS)))
                .toList();
        List<Long> seqs = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            seqs.add((i % 2 == 0 ? process : other)
                    .sent(Stage.send(i % 3 == 0 ? bob : alice, talk, "while " + i))
                    .conversationSeq());
        }
        purges.forEach(RetentionIT::join);
        purge(DAYS);

        assertThat(seqs)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1_501, 1_560).boxed().toList());
        assertThat(history()).hasSize(60);
        assertThat(conversation().unreadCount()).isEqualTo(40);
    }

    @Test
    void theLogsAreToldToForgetIt() {
        Message sent = process.sent(Stage.send(alice, talk, "canary-in-a-log"));
        age(List.of(sent), DAYS + 1);
        purge(DAYS);

        assertThat(redacted).extracting(one -> one.redaction().user()).containsExactlyInAnyOrder(alice, bob);
        assertThat(redacted).allSatisfy(one -> assertThat(one.redaction().body())
                .doesNotContain("canary")
                .contains("\"deleted\":true"));
        assertThat(PostgresText.containing(stage.config, "canary-in-a-log")).isEmpty();
    }

    @Test
    void whoHadNotReadAMessageIsToldThatItIsGoneAndHowMuchIsUnreadNow() {
        List<Message> sent = send(3);
        process.read(bob, List.of(sent.getFirst().id()));
        age(sent.subList(0, 2), DAYS + 1);
        purge(DAYS);

        assertThat(told).singleElement().returns(bob, DurableEvent::user).satisfies(event -> assertThat(event.body())
                .contains("message_deleted", sent.get(1).id().toString(), "\"unread_count\":1"));
        assertThat(conversation().unreadCount()).isEqualTo(1);
    }

    private List<Message> send(int count) {
        List<Send> sends = IntStream.range(0, count)
                .mapToObj(i -> Stage.send(alice, talk, "text " + i))
                .toList();
        return process.send(sends).await().stream()
                .map(result -> result.message().orElseThrow())
                .toList();
    }

    private void age(List<Message> messages, int days) {
        process.postgres()
                .query(
                        "UPDATE messages SET sent_at = sent_at - $2::int * interval '1 day' WHERE id = ANY($1::uuid[])",
                        messages.stream().map(Message::id).map(MessageId::value).toArray(java.util.UUID[]::new),
                        days);
    }

    private long purge(int days) {
        return retention(days, Duration.ZERO).run();
    }

    private Retention retention(int days, Duration ahead) {
        Contents contents = new Contents(ContentCipher.off());
        StoredBodies bodies = new StoredBodies(ContentCipher.off());
        MessageDelivery delivery = new MessageDelivery() {
            @Override
            public synchronized void deliver(List<DurableEvent> events) {
                told.addAll(events);
            }

            @Override
            public synchronized Future<Void> redact(List<Redactions.Pending> changes) {
                redacted.addAll(changes);
                return Future.succeededFuture();
            }
        };
        return new Retention(
                new PurgeStore(process.postgres(), contents, bodies, new RevisionEvents(100)),
                delivery,
                days,
                Clock.offset(Clock.systemUTC(), ahead),
                () -> {});
    }

    private List<Message> history() {
        return page(Optional.empty(), 100).items();
    }

    private MessagingApi.MessagePage page(Optional<String> cursor, int limit) {
        return process.call(
                MessagingApi.HISTORY, new History(bob, talk, Optional.empty(), Optional.empty(), limit, cursor));
    }

    /** As bob, who receives, sees it in his list. */
    private Conversation conversation() {
        return process.call(MessagingApi.CONVERSATIONS, new ListConversations(bob, 10, Optional.empty()))
                .items()
                .getFirst();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
