package io.devthread.realtime.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Messaging and the clock by hand. */
class RestoredRightsTest {
    private final Channel withBob = new Channel.Conversation(new ConversationId(Ids.next()));
    private final Channel withCarol = new Channel.Conversation(new ConversationId(Ids.next()));
    private final Map<ConversationId, UserId> partners = Map.of(new ConversationId(Ids.next()), new UserId(Ids.next()));

    /** What has been asked, in order, and the answers that are still owed. */
    private final List<List<Channel>> asked = new ArrayList<>();

    private final ArrayDeque<Promise<Map<ConversationId, UserId>>> owed = new ArrayDeque<>();
    private final Map<ConversationId, UserId> allowed = new HashMap<>();
    private final List<Channel> refused = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final ArrayDeque<Runnable> timers = new ArrayDeque<>();
    private final RestoredRights rights =
            new RestoredRights(this::ask, allowed::putAll, refused::add, (pause, task) -> {
                pauses.add(pause);
                timers.add(task);
            });

    private Future<Map<ConversationId, UserId>> ask(List<Channel> channels) {
        asked.add(channels);
        owed.add(Promise.promise());
        return owed.getLast().future();
    }

    private void away() {
        owed.remove().fail(Refusal.unavailable("the service"));
    }

    private void forbid() {
        owed.remove().fail(Refusal.of(Failure.FORBIDDEN, "not yours"));
    }

    @Test
    void whileNobodyAnswersAllStayAndItIsAskedAgainWithGrowingPauses() {
        rights.check(List.of(withBob, withCarol));
        for (int i = 0; i < 20; i++) {
            away();
            timers.remove().run();
        }
        assertThat(refused).isEmpty();
        assertThat(asked).hasSize(21).containsOnly(List.of(withBob, withCarol));
        assertThat(pauses.getFirst()).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        assertThat(pauses.getLast()).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
        owed.remove().complete(partners);
        assertThat(allowed).isEqualTo(partners);
        assertThat(timers).isEmpty();
    }

    @Test
    void onlyWhatIsRefusedGoes() {
        rights.check(List.of(withBob, withCarol));
        forbid();
        assertThat(asked).endsWith(List.of(withBob), List.of(withCarol));
        owed.remove().complete(partners);
        forbid();
        assertThat(refused).containsExactly(withCarol);
        assertThat(allowed).isEqualTo(partners);
    }

    @Test
    void whatHasNoAnswerForItselfStaysToo() {
        rights.check(List.of(withBob, withCarol));
        forbid();
        away();
        forbid();
        assertThat(refused).containsExactly(withCarol);
        timers.remove().run();
        assertThat(asked).endsWith(List.of(withBob));
    }
}
