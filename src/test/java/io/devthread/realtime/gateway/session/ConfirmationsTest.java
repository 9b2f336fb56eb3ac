package io.devthread.realtime.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.messaging.MessagingApi.Acknowledgement;
import io.devthread.realtime.messaging.MessagingApi.Acknowledgements;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messaging and the clock by hand. */
class ConfirmationsTest {
    private final UserId alice = new UserId(Ids.next());
    private final UserId bob = new UserId(Ids.next());
    private final List<List<Acknowledgement>> calls = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final List<Runnable> timers = new ArrayList<>();
    private Promise<Object> answer = Promise.promise();
    private final Confirmations confirmations = new Confirmations(this::call, (pause, task) -> {
        pauses.add(pause);
        timers.add(task);
    });

    @Test
    void theFirstGoesOutAtOnce() {
        confirmations.add(alice, at(1));
        assertThat(calls).containsExactly(List.of(new Acknowledgement(alice, at(1))));
    }

    @Test
    void whatComesMeanwhileTravelsInTheNextEachUserOnceWithTheHighest() {
        confirmations.add(alice, at(1));
        confirmations.add(alice, at(5));
        confirmations.add(bob, at(2));
        confirmations.add(alice, at(3));
        assertThat(calls).hasSize(1);
        noted();
        assertThat(calls).hasSize(2);
        assertThat(calls.get(1))
                .containsExactlyInAnyOrder(new Acknowledgement(alice, at(5)), new Acknowledgement(bob, at(2)));
        noted();
        assertThat(calls).hasSize(2);
    }

    @Test
    void afterACallTheNextIsGatheredUnlessItIsFull() {
        confirmations.add(alice, at(1));
        take().complete(new Object());
        confirmations.add(bob, at(1));
        assertThat(calls).hasSize(1);
        fireTimers();
        assertThat(calls).hasSize(2);
        for (int i = 0; i < Confirmations.MAX_BATCH; i++) {
            confirmations.add(new UserId(Ids.next()), at(1));
        }
        take().complete(new Object());
        assertThat(calls).hasSize(3);
    }

    @Test
    void positionsOfTwoEpochsAreBothTold() {
        confirmations.add(bob, at(1));
        confirmations.add(alice, at(9));
        confirmations.add(alice, new Position("new", 1));
        noted();
        assertThat(calls.get(1))
                .containsExactlyInAnyOrder(
                        new Acknowledgement(alice, at(9)), new Acknowledgement(alice, new Position("new", 1)));
    }

    @Test
    void whatCanNotBeNotedNowIsToldAgainWithGrowingPauses() {
        confirmations.add(alice, at(1));
        away();
        confirmations.add(alice, at(2));
        assertThat(calls).hasSize(1);
        for (int i = 0; i < 8; i++) {
            timers.removeFirst().run();
            assertThat(calls.getLast()).containsExactly(new Acknowledgement(alice, at(2)));
            away();
        }
        assertThat(pauses.getFirst()).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
        assertThat(pauses.getLast()).isBetween(Duration.ofMillis(2_500), Duration.ofSeconds(5));
        timers.removeFirst().run();
        noted();
        confirmations.add(bob, at(1));
        assertThat(calls.getLast()).containsExactly(new Acknowledgement(bob, at(1)));
        away();
        assertThat(pauses.getLast()).isLessThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void whatCanNeverBeNotedHoldsUpNobody() {
        confirmations.add(alice, at(1));
        confirmations.add(bob, at(1));
        take().fail(Refusal.of(Failure.INTERNAL, "a bug"));
        fireTimers();
        assertThat(calls.getLast()).containsExactly(new Acknowledgement(bob, at(1)));
        assertThat(pauses).containsExactly(Confirmations.GATHERED);
    }

    @Test
    void batchesAndWhatWaitsAreBounded() {
        confirmations.add(alice, at(1));
        for (int i = 0; i < Confirmations.MAX_WAITING + 10; i++) {
            confirmations.add(new UserId(Ids.next()), at(1));
        }
        int told = 0;
        while (calls.size() > told) {
            told = calls.size();
            assertThat(calls.getLast().size()).isLessThanOrEqualTo(Confirmations.MAX_BATCH);
            noted();
        }
        assertThat(calls.stream().mapToInt(List::size).sum()).isEqualTo(Confirmations.MAX_WAITING + 1);
    }

    private Future<?> call(Acknowledgements request) {
        calls.add(request.items());
        return answer.future();
    }

    /** And the next has been gathered. */
    private void noted() {
        take().complete(new Object());
        fireTimers();
    }

    private void fireTimers() {
        List<Runnable> due = List.copyOf(timers);
        timers.clear();
        due.forEach(Runnable::run);
    }

    private void away() {
        take().fail(Refusal.unavailable("the service"));
    }

    private Promise<Object> take() {
        Promise<Object> taken = answer;
        answer = Promise.promise();
        return taken;
    }

    private static Position at(long seq) {
        return new Position("epoch", seq);
    }
}
