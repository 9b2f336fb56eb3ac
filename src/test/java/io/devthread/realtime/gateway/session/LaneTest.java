package io.devthread.realtime.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.testkit.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LaneTest {
    /** The answers to what has been asked. */
    private final ArrayDeque<Promise<String>> owed = new ArrayDeque<>();

    private final Lane lane = new Lane();

    private Future<String> request() {
        return lane.inTurn(() -> {
            owed.add(Promise.promise());
            return owed.getLast().future();
        });
    }

    private List<Future<String>> requests(int count) {
        return Stream.generate(this::request).limit(count).toList();
    }

    @Test
    void oneGoesOutWhenTheOneBeforeItHasItsAnswer() {
        Future<String> first = request();
        Future<String> second = request();
        assertThat(owed).hasSize(1);
        owed.poll().complete("one");
        assertThat(first.result()).isEqualTo("one");
        assertThat(second.isComplete()).isFalse();
        owed.poll().complete("two");
        assertThat(second.result()).isEqualTo("two");
    }

    @Test
    void whatWaitsBehindAnOutageIsRefusedWithItAndTheNextIsTried() {
        List<Future<String>> all = requests(5);
        owed.poll().fail(Refusal.unavailable("the service"));
        assertThat(all).allSatisfy(one -> assertThat(one.cause()).hasMessageContaining("the service"));
        assertThat(owed).isEmpty();
        request();
        assertThat(owed).hasSize(1);
    }

    @Test
    void whatWaitsBehindAnotherRefusalIsTried() {
        Future<String> second = requests(2).getLast();
        owed.poll().fail(Refusal.of(Failure.FORBIDDEN, "not yours"));
        owed.poll().complete("two");
        assertThat(second.result()).isEqualTo("two");
    }

    @Test
    void theLastAnswerIsNotKept() {
        WeakReference<String> answer = answered(new String("long"));
        Eventually.holds("it is gone", () -> {
            System.gc();
            return answer.get() == null;
        });
        request();
        assertThat(owed).hasSize(1);
    }

    private WeakReference<String> answered(String answer) {
        request();
        owed.poll().complete(answer);
        return new WeakReference<>(answer);
    }

    @Test
    void noMoreThanHaveRoomWaitAndThatIsFreeAgainLater() {
        List<Future<String>> all = requests(1 + Lane.MAX_WAITING);
        assertThat(all).noneMatch(Future::isComplete);
        Future<String> over = request();
        assertThat(over.cause()).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.failure()).isEqualTo(Failure.UNAVAILABLE);
            assertThat(refusal.retryAfter()).isPresent();
        });
        owed.poll().complete("one");
        assertThat(request().isComplete()).isFalse();
    }
}
