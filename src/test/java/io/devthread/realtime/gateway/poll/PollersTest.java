package io.devthread.realtime.gateway.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.model.Identity;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.polling.PollingApi.Read;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PollersTest {
    private static final long LONG_AFTER = Duration.ofMinutes(2).toNanos();

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final Identity alice = new Identity(new UserId(Ids.next()), "alice", Set.of(), Instant.EPOCH, Instant.MAX);
    private final Pollers pollers = new Pollers();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void eachOfTwoPollsHearsItsChannels() {
        begin("feed", "post:1");
        begin("post:1", "post:2");
        assertThat(heard("feed", "post:1", "post:2")).containsExactly("feed", "post:1", "post:2");
    }

    @Test
    void whatOnlyAnAnsweredPollNamedIsNotHeardAnyMore() {
        WaitingPoll first = begin("feed", "post:1");
        begin("post:1", "post:2");
        pollers.end(first, 0);
        assertThat(heard("feed", "post:1", "post:2")).containsExactly("post:1", "post:2");
    }

    @Test
    void theLatestIsHeardUntilTheNextComes() {
        WaitingPoll first = begin("feed");
        WaitingPoll second = begin("post:1");
        pollers.end(second, 0);
        pollers.end(first, 0);
        assertThat(heard("feed", "post:1")).containsExactly("post:1");
        begin("post:2");
        assertThat(heard("feed", "post:1", "post:2")).containsExactly("post:2");
    }

    @Test
    void whoDoesNotComeAgainIsForgottenWithItsChannels() {
        pollers.end(begin("feed"), 0);
        assertThat(pollers.forget(LONG_AFTER)).containsExactly(alice.user());
        assertThat(heard("feed")).isEmpty();
        assertThat(pollers.know(alice.user())).isFalse();
    }

    private WaitingPoll begin(String... channels) {
        Read first = new Read(alice.user(), NodeId.next(), Optional.empty(), Optional.empty(), List.of(channels));
        WaitingPoll poll =
                new WaitingPoll(loop, read -> Future.failedFuture("not asked here"), alice, first, true, LONG_AFTER);
        pollers.begin(poll, 10);
        return poll;
    }

    private List<String> heard(String... channels) {
        return List.of(channels).stream()
                .filter(channel -> pollers.isIn(alice.user(), channel)
                        && pollers.in(channel).equals(List.of(alice.user())))
                .toList();
    }
}
