package io.devthread.realtime.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.bus.ErrorBody;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.messaging.MessagingApi.Send;
import io.devthread.realtime.messaging.MessagingApi.SendBatch;
import io.devthread.realtime.messaging.MessagingApi.SendResult;
import io.devthread.realtime.messaging.MessagingApi.SendResults;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SendLaneTest {
    private static final UserId ALICE = new UserId(Ids.next());
    private final ConversationId one = new ConversationId(Ids.next());
    private final List<SendBatch> asked = new ArrayList<>();
    private final List<Promise<SendResults>> answers = new ArrayList<>();
    private final SendLane lane = new SendLane(batch -> {
        asked.add(batch);
        Promise<SendResults> answer = Promise.promise();
        answers.add(answer);
        return answer.future();
    });

    @Test
    void whatComesWhileARequestIsOnItsWayTravelsInTheNext() {
        IntStream.range(0, 4).forEach(i -> send(one, "m" + i));
        assertThat(contents()).containsExactly(List.of("m0"));
        answer(0);
        assertThat(contents()).containsExactly(List.of("m0"), List.of("m1", "m2", "m3"));
    }

    /** Only messaging knows whether the recipient's conversation is the one that was named before. */
    @Test
    void whoIsNamedAsConversationAndAsRecipientGetsAllInOrder() {
        send(one, "a");
        lane.send(new Send(ALICE, Optional.empty(), Optional.of(new UserId(Ids.next())), "b", "b"));
        send(one, "c");
        assertThat(contents()).containsExactly(List.of("a"));
        answer(0);
        assertThat(contents()).containsExactly(List.of("a"), List.of("b", "c"));
    }

    @Test
    void aBatchIsBounded() {
        IntStream.rangeClosed(0, SendLane.MAX_BATCH + 1).forEach(i -> send(one, "m" + i));
        answer(0);
        assertThat(asked.get(1).sends()).hasSize(SendLane.MAX_BATCH);
        answer(1);
        assertThat(asked.get(2).sends()).hasSize(1);
    }

    @Test
    void aFailedRequestFailsItsSendsAndTheNextGoesOn() {
        Future<SendResult> first = send(one, "a");
        send(one, "b");
        answers.getFirst().fail(Refusal.of(Failure.INTERNAL, "broken"));
        assertThat(first.cause()).isInstanceOf(Refusal.class);
        assertThat(contents()).containsExactly(List.of("a"), List.of("b"));
    }

    /** Each would wait for a timeout of its own, and "b" would overtake "a", which has to come again. */
    @Test
    void inAnOutageWhatWaitsIsRefusedWithTheRequestBeforeIt() {
        send(one, "a");
        List<Future<SendResult>> waiting = List.of(send(one, "b"), send(one, "c"));
        answers.getFirst().fail(Refusal.unavailable("messaging"));
        assertThat(waiting).allSatisfy(answer -> assertThat(answer.cause()).hasMessageContaining("messaging"));
        send(one, "a");
        assertThat(contents()).containsExactly(List.of("a"), List.of("a"));
    }

    @Test
    void anOutageOfTheDatabaseIsOneToo() {
        send(one, "a");
        Future<SendResult> waiting = send(one, "b");
        ErrorBody away = ErrorBody.of(Refusal.unavailable("the database"));
        answers.getFirst()
                .complete(new SendResults(List.of(new SendResult(Optional.empty(), Optional.of(away), false))));
        assertThat(waiting.cause()).hasMessageContaining("the database");
    }

    @Test
    void aFullLaneRefusesAtOnce() {
        IntStream.rangeClosed(0, SendLane.MAX_QUEUE).forEach(i -> send(one, "m"));
        assertThat(send(one, "too many").cause()).isInstanceOf(Refusal.class);
    }

    private Future<SendResult> send(ConversationId conversation, String content) {
        return lane.send(new Send(ALICE, Optional.of(conversation), Optional.empty(), content, content));
    }

    private void answer(int request) {
        answers.get(request)
                .complete(new SendResults(asked.get(request).sends().stream()
                        .map(send -> new SendResult(Optional.empty(), Optional.empty(), false))
                        .toList()));
    }

    private List<List<String>> contents() {
        return asked.stream()
                .map(batch -> batch.sends().stream().map(Send::content).toList())
                .toList();
    }
}
