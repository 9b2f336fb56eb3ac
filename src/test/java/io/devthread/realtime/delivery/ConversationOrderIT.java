package io.devthread.realtime.delivery;

import static io.devthread.realtime.delivery.Stage.message;
import static io.devthread.realtime.delivery.Stage.newConversation;
import static io.devthread.realtime.delivery.Stage.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Log order is conversation order, whoever appends, with several processes at the same time. */
class ConversationOrderIT {
    private static final int MESSAGES = 80;
    private static Stage stage;
    private static List<Deliveries> processes;

    private final ConversationId conversation = newConversation();
    private final UserId alice = newUser();
    private final UserId bob = newUser();

    @BeforeAll
    static void open() {
        stage = new Stage();
        processes = List.of(stage.deliveries, stage.anotherProcess());
        stage.postgres.query("create table test_conversation (id uuid primary key, last_seq bigint not null)");
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @RepeatedTest(10)
    void appendersThatGetCommittedMessagesInAnyOrderLogThemInOrder(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<List<DurableEvent>> sends = new ArrayList<>(
                LongStream.rangeClosed(1, MESSAGES).mapToObj(this::toBoth).toList());
        sends.forEach(stage::commit);
        Collections.shuffle(sends, random);

        Future.join(sends.stream()
                        .map(send -> processes.get(random.nextInt(2)).deliver(send))
                        .toList())
                .await();

        everybodyHasAllInOrder();
    }

    @RepeatedTest(5)
    void sendersOfTwoProcessesThatCommitAndDeliverAtTheSameTimeKeepTheOrder() throws Exception {
        stage.postgres.query("insert into test_conversation values ($1, 0)", conversation.value());
        Queue<Future<Void>> delivered = new ConcurrentLinkedQueue<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var senders = IntStream.range(0, 8)
                    .mapToObj(sender -> threads.submit(() -> {
                        for (int i = 0; i < MESSAGES / 8; i++) {
                            delivered.add(processes.get(sender % 2).deliver(commitNext()));
                        }
                    }))
                    .toList();
            for (var sender : senders) {
                sender.get();
            }
        }
        Future.join(List.copyOf(delivered)).await();

        everybodyHasAllInOrder();
    }

    private List<DurableEvent> commitNext() {
        return stage.postgres.inTransaction(connection -> {
            long seq = Postgres.await(connection
                            .preparedQuery(
                                    "update test_conversation set last_seq = last_seq + 1 where id = $1 returning last_seq")
                            .execute(Tuple.of(conversation.value())))
                    .iterator()
                    .next()
                    .getLong(0);
            List<DurableEvent> events = toBoth(seq);
            Postgres.await(Outbox.insert(connection, events));
            return events;
        });
    }

    private List<DurableEvent> toBoth(long seq) {
        return List.of(message(alice, conversation, seq), message(bob, conversation, seq));
    }

    private void everybodyHasAllInOrder() {
        List<String> all =
                IntStream.rangeClosed(1, MESSAGES).mapToObj(i -> "message " + i).toList();
        assertThat(stage.log(alice)).containsExactlyElementsOf(all);
        assertThat(stage.log(bob)).containsExactlyElementsOf(all);
        Stage.await(() -> stage.pending() == 0);
    }
}
