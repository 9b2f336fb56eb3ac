package io.devthread.realtime.messaging;

import static io.devthread.realtime.messaging.Stage.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.delivery.Outbox;
import io.devthread.realtime.messaging.MessagingApi.Acknowledgement;
import io.devthread.realtime.messaging.MessagingApi.Acknowledgements;
import io.devthread.realtime.messaging.MessagingApi.Message;
import io.devthread.realtime.messaging.MessagingApi.Send;
import io.devthread.realtime.messaging.MessagingApi.SendResult;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.testkit.Eventually;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What follows from a confirmed position, with real logs; {@code idle} is a process that commits and delivers nothing. */
class ArrivalsIT {
    private static Stage stage;
    private static Stage.Process idle;
    private static Stage.Process service;

    private UserId alice;
    private UserId bob;
    private ConversationId talk;

    @BeforeAll
    static void start() {
        stage = new Stage();
        idle = stage.process;
        service = stage.deliveringProcess();
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @BeforeEach
    void people() {
        alice = stage.user("alice");
        bob = stage.user("bob");
        talk = service.open(alice, bob);
        service.delivered().clear();
        idle.delivered().clear();
    }

    @Test
    void whatIsCommittedAndNotLoggedIsNotDelivered() {
        service.sent(send(alice, talk, "logged"));
        Position logged = awaitLogged(bob, 1);
        idle.sent(send(alice, talk, "not logged"));
        service.acknowledge(bob, logged);
        assertThat(statuses()).containsExactly("sent", "delivered");
    }

    @Test
    void whatIsLoggedAfterTheConfirmedPositionIsNotDelivered() {
        sendMany(3);
        Position head = awaitLogged(bob, 3);
        service.acknowledge(bob, new Position(head.epoch(), 2));
        assertThat(statuses()).containsExactly("sent", "delivered", "delivered");
        assertThat(service.told(alice, "message_delivered").getFirst().path("message_ids"))
                .hasSize(2);
    }

    /** A device is often faster than the deletion of the outbox row. */
    @Test
    void anOutboxRowWhoseEventIsLoggedHoldsNothingUp() {
        sendMany(2);
        Position head = awaitLogged(bob, 2);
        List<DurableEvent> events = List.copyOf(service.delivered());
        Eventually.holds("the outbox is empty", () -> outboxRows() == 0);
        assertThat(events).hasSize(4);
        service.postgres().inTransaction(connection -> Postgres.await(Outbox.insert(connection, events)));
        service.acknowledge(bob, head);
        assertThat(outboxRows()).isGreaterThanOrEqualTo(events.size());
        assertThat(statuses()).containsOnly("delivered");
    }

    @Test
    void confirmedTwiceAndAtOnceItIsToldOnce() {
        sendMany(5);
        Position head = awaitLogged(bob, 5);
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Position upTo = new Position(head.epoch(), 1 + i % 5);
            var one = new Acknowledgements(List.of(new Acknowledgement(bob, upTo)));
            calls.add((i % 2 == 0 ? service : idle).bus().call(MessagingApi.ACKNOWLEDGED, one));
        }
        Future.all(calls).await();
        assertThat(statuses()).containsOnly("delivered");
        List<String> told = new ArrayList<>();
        for (Stage.Process process : List.of(service, idle)) {
            process.told(alice, "message_delivered")
                    .forEach(data -> data.path("message_ids").forEach(id -> told.add(id.asText())));
        }
        assertThat(told).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void positionsThatProveNothingChangeNothing() {
        sendMany(2);
        Position head = awaitLogged(bob, 2);
        service.acknowledge(
                bob, new Position("another", 2), new Position(head.epoch(), 3), new Position(head.epoch(), 0));
        service.acknowledge(stage.user("stranger"), head);
        assertThat(statuses()).containsOnly("sent");
        assertThat(service.told(alice, "message_delivered")).isEmpty();
    }

    @Test
    void aPositionWhoseSuccessorsHaveLeftTheLogProvesNothing() {
        sendMany(110);
        Position head = awaitLogged(bob, 110);
        service.acknowledge(bob, new Position(head.epoch(), 5));
        assertThat(delivered(bob)).isZero();
        service.acknowledge(bob, head);
        assertThat(delivered(bob)).isEqualTo(110);
    }

    @Test
    void bothSidesOfAConversationAndOthersInOneBatch() {
        UserId carol = stage.user("carol");
        ConversationId withCarol = service.open(alice, carol);
        service.sent(send(alice, talk, "to bob"));
        service.sent(send(bob, talk, "to alice"));
        service.sent(send(carol, withCarol, "to alice"));
        Position ofAlice = awaitLogged(alice, 3);
        Position ofBob = awaitLogged(bob, 2);
        service.call(
                MessagingApi.ACKNOWLEDGED,
                new Acknowledgements(List.of(new Acknowledgement(alice, ofAlice), new Acknowledgement(bob, ofBob))));
        assertThat(statuses()).containsOnly("delivered");
        assertThat(service.told(alice, "message_delivered")).hasSize(1);
        assertThat(service.told(bob, "message_delivered")).hasSize(1);
        assertThat(service.told(carol, "message_delivered")).hasSize(1);
    }

    @Test
    void nothingIsDeliveredWhileOneBlocksTheOther() {
        sendMany(1);
        Position head = awaitLogged(bob, 1);
        service.postgres().query("INSERT INTO blocks VALUES ($1, $2, now())", bob.value(), alice.value());
        service.acknowledge(bob, head);
        assertThat(statuses()).containsOnly("sent");
        service.postgres().query("DELETE FROM blocks");
        service.acknowledge(bob, head);
        assertThat(statuses()).containsOnly("delivered");
    }

    @Test
    void whatWasReadBeforeIsNotToldAgainAsDelivered() {
        sendMany(2);
        Position head = awaitLogged(bob, 2);
        List<Message> messages = service.history(alice, talk);
        service.read(bob, List.of(messages.getFirst().id()));
        service.acknowledge(bob, head);
        assertThat(statuses()).containsExactly("read", "delivered");
        assertThat(service.told(alice, "message_delivered").getFirst().path("message_ids"))
                .hasSize(1);
    }

    /**
     * Two processes commit and deliver while confirmations come: never is more delivered than what stands at or before
     * a confirmed position. In bob's log nothing but the messages, so a message's position is its number.
     */
    @Test
    void underLoadNothingIsDeliveredBeforeItIsConfirmed() {
        Stage.Process other = stage.deliveringProcess();
        List<Future<List<SendResult>>> lanes = List.of(flood(service, 100), flood(other, 100));
        Future<?> all = Future.all(lanes);
        long confirmed = 0;
        while (!all.isComplete()) {
            Position head = service.head(bob);
            service.acknowledge(bob, head);
            confirmed = Math.max(confirmed, head.seq());
            assertThat(delivered(bob)).isLessThanOrEqualTo(confirmed);
        }
        all.await();
        service.acknowledge(bob, awaitLogged(bob, 200));
        assertThat(delivered(bob)).isEqualTo(200);
    }

    private Future<List<SendResult>> flood(Stage.Process process, int count) {
        List<Send> sends = IntStream.range(0, count)
                .mapToObj(i -> send(alice, talk, "text " + i))
                .toList();
        List<Future<List<SendResult>>> calls =
                sends.stream().map(one -> process.send(List.of(one))).toList();
        return Future.all(calls)
                .map(done ->
                        calls.stream().flatMap(call -> call.result().stream()).toList());
    }

    private void sendMany(int count) {
        IntStream.range(0, count).forEach(i -> service.sent(send(alice, talk, "text " + i)));
    }

    private static Position awaitLogged(UserId user, long seq) {
        return Eventually.passes(() -> {
            Position head = service.head(user);
            assertThat(head.seq()).isEqualTo(seq);
            return head;
        });
    }

    /** As their senders see them, newest first. */
    private List<String> statuses() {
        List<Message> ofBob = service.history(bob, talk);
        List<Message> ofAlice = service.history(alice, talk);
        return IntStream.range(0, ofAlice.size())
                .mapToObj(i -> ofAlice.get(i).senderId().equals(alice) ? ofAlice.get(i) : ofBob.get(i))
                .map(Message::status)
                .toList();
    }

    private long outboxRows() {
        return service.postgres()
                .query("SELECT 1 FROM outbox WHERE conversation_id = $1", talk.value())
                .size();
    }

    private long delivered(UserId user) {
        String sql =
                "SELECT CASE user_a WHEN $2 THEN delivered_a ELSE delivered_b END FROM conversations WHERE id = $1";
        return service.postgres()
                .query(sql, talk.value(), user.value())
                .iterator()
                .next()
                .getLong(0);
    }
}
