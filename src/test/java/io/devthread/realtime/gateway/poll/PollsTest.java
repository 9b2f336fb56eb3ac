package io.devthread.realtime.gateway.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.polling.PollingApi.Answer;
import io.devthread.realtime.testkit.Eventually;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is told of polls, and what. */
class PollsTest {
    private static final Optional<String> GOES_ON = Optional.of("1");

    private final UserId alice = new UserId(Ids.next());
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final PollStage stage = new PollStage(new Telling());
    private final Polls polls = stage.polls;

    private final class Telling implements PollWatcher {
        @Override
        public void begun(UserId user, Map<ConversationId, UserId> partners, boolean goesOn) {
            told.add(goesOn ? "goes on" : "begun");
        }

        @Override
        public void ended(UserId user) {
            told.add("ended");
        }

        @Override
        public void forgotten(UserId user) {
            told.add("forgotten");
        }

        @Override
        public void placed(UserId user) {
            told.add("placed");
        }

        @Override
        public void confirmed(UserId user, Position position) {}

        @Override
        public void answered(UserId user, UUID poll, Answer answer) {}
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void ofTwoPollsAtOnceTheEndOfEachIsTold() {
        Future<Answer> first = poll(GOES_ON);
        Future<Answer> second = poll(GOES_ON);
        polls.drain();
        Future.all(first, second).await();
        assertThat(told).containsExactly("goes on", "goes on", "ended", "ended");
    }

    @Test
    void whoDoesNotComeAgainIsForgottenAfterAMinute() {
        poll(GOES_ON);
        polls.drain();
        Eventually.holds("the end is told", () -> told.contains("ended"));
        polls.look(System.nanoTime() + Duration.ofMinutes(2).toNanos());
        assertThat(told).containsExactly("goes on", "ended", "forgotten");
    }

    @Test
    void whoBeginsHasAPlaceOnceHoweverOftenThatIsReadAgain() {
        Future<Answer> waiting = poll(Optional.empty());
        Eventually.holds("it has", () -> told.contains("placed"));
        stage.reads(List.of("{}"), false);
        polls.wake(alice);
        assertThat(waiting.await().frames()).hasSize(1);
        Eventually.holds("the end is told", () -> told.contains("ended"));
        assertThat(told).containsExactly("begun", "placed", "ended");
    }

    @Test
    void whoCanNotGoOnBeginsAnew() {
        stage.reads(List.of(), true);
        poll(GOES_ON).await();
        assertThat(told).contains("placed");
    }

    private Future<Answer> poll(Optional<String> lastPollId) {
        return stage.poll(alice, lastPollId).answer();
    }
}
