package io.devthread.realtime.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.typing.TypingApi.Noted;
import io.devthread.realtime.typing.TypingApi.Start;
import io.devthread.realtime.typing.TypingApi.Stop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TypingLaneTest {
    private static final Noted TOLD = new Noted(true);

    private final UserId alice = new UserId(Ids.next());
    private final Identity identity = new Identity(alice, "alice", Set.of(), Instant.EPOCH, Instant.MAX);
    private final ConversationId withBob = new ConversationId(Ids.next());
    private final ConversationId withCarol = new ConversationId(Ids.next());

    /** What has reached the typing service, in order, and the answers that it still owes. */
    private final List<Record> asked = new ArrayList<>();

    private final ArrayDeque<Promise<Noted>> owed = new ArrayDeque<>();
    private final TypingLane lane = new TypingLane("c1", () -> identity, this::ask, this::ask);

    private Future<Noted> ask(Record request) {
        asked.add(request);
        owed.add(Promise.promise());
        return owed.getLast().future();
    }

    private void answerAll() {
        while (!owed.isEmpty()) {
            owed.poll().complete(TOLD);
        }
    }

    @Test
    void requestsGoOneAfterTheOther() {
        lane.start(withBob);
        Future<Noted> stopped = lane.stop(withBob);
        assertThat(asked).containsExactly(start(withBob));
        owed.poll().complete(TOLD);
        assertThat(asked).containsExactly(start(withBob), stop(withBob));
        assertThat(stopped.isComplete()).isFalse();
        owed.poll().complete(TOLD);
        assertThat(stopped.result()).isEqualTo(TOLD);
    }

    @Test
    void oneThatFailsDoesNotHoldTheNextBack() {
        Future<Noted> started = lane.start(withBob);
        lane.stop(withBob);
        owed.poll().fail(Refusal.of(Failure.FORBIDDEN, "not yours"));
        assertThat(started.failed()).isTrue();
        assertThat(asked).containsExactly(start(withBob), stop(withBob));
    }

    @Test
    void inAnOutageWhatWaitsIsRefusedWithTheOneBeforeItAndTheNextIsTried() {
        lane.start(withBob);
        Future<Noted> stopped = lane.stop(withBob);
        owed.poll().fail(Refusal.unavailable("the service"));
        assertThat(stopped.cause()).hasMessageContaining("the service");
        lane.start(withBob);
        assertThat(asked).containsExactly(start(withBob), start(withBob));
    }

    @Test
    void closingEndsWhatWasStartedAndNothingElse() {
        lane.start(withBob);
        lane.start(withCarol);
        lane.stop(withCarol);
        answerAll();
        asked.clear();
        lane.connectionClosed();
        answerAll();
        assertThat(asked).containsExactly(stop(withBob));
    }

    @Test
    void closingBehindAStartThatIsOnItsWayEndsItToo() {
        lane.start(withBob);
        lane.connectionClosed();
        answerAll();
        assertThat(asked).containsExactly(start(withBob), stop(withBob));
    }

    @Test
    void unsubscribingEndsWhatWasStartedThere() {
        lane.start(withBob);
        lane.start(withCarol);
        answerAll();
        asked.clear();
        lane.unsubscribed(List.of(withBob, new ConversationId(Ids.next())));
        answerAll();
        assertThat(asked).containsExactly(stop(withBob));
    }

    @Test
    void aMessageEndsItOnceOverAllConnections() {
        lane.start(withBob);
        lane.messageSent(withCarol, 1);
        lane.messageSent(withBob, 1);
        lane.messageSent(withBob, 2);
        answerAll();
        lane.connectionClosed();
        assertThat(asked).containsExactly(start(withBob), new Stop(alice, "alice", withBob, Optional.empty()));
    }

    /** Its answer and its event come by two ways, and the user may type on between them. */
    @Test
    void whatIsTypedSinceStandsWhenItIsHeardOfAgain() {
        lane.messageSent(withBob, 7);
        lane.start(withBob);
        lane.messageSent(withBob, 7);
        answerAll();
        assertThat(asked).containsExactly(start(withBob));
        lane.messageSent(withBob, 8);
        assertThat(asked).hasSize(2);
    }

    @Test
    void onlyTheLastConversationsAreRemembered() {
        lane.start(withBob);
        for (int i = 0; i < TypingLane.MOST; i++) {
            lane.start(new ConversationId(Ids.next()));
        }
        answerAll();
        asked.clear();
        lane.connectionClosed();
        answerAll();
        assertThat(asked).hasSize(TypingLane.MOST).doesNotContain(stop(withBob));
    }

    private Start start(ConversationId conversation) {
        return new Start(alice, "alice", conversation, "c1");
    }

    private Stop stop(ConversationId conversation) {
        return new Stop(alice, "alice", conversation, Optional.of("c1"));
    }
}
