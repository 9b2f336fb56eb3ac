package io.devthread.realtime.gateway.poll;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.gateway.Admission;
import io.devthread.realtime.gateway.AdmissionConfig;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.polling.PollingApi;
import io.devthread.realtime.polling.PollingApi.Answer;
import io.devthread.realtime.testkit.Connected;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The polls of one node, which read what a test lets them read. */
final class PollStage implements AutoCloseable {
    private static final Position START = new Position("epoch", 0);

    final Vertx vertx = Vertx.vertx();
    final Bus bus = Bus.on(vertx, Connected.PATIENCE);
    final Polls polls;
    private volatile Answer read = answer(List.of(), false);

    PollStage(PollWatcher watcher) {
        polls = new Polls(
                vertx,
                bus,
                NodeId.next(),
                PollConfig.DEFAULT,
                new Admission(AdmissionConfig.DEFAULT),
                watcher,
                Duration.ZERO,
                Clock.systemUTC());
        bus.serveAsync(PollingApi.READ, 10, asked -> Future.succeededFuture(read))
                .await();
    }

    /** From now on; nothing, before. */
    void reads(List<String> frames, boolean reset) {
        read = answer(frames, reset);
    }

    /** One that waits for half a minute, if need be. */
    Polls.Poll poll(UserId user, Optional<String> lastPollId) {
        Identity identity = new Identity(
                user, "somebody", Set.of(), Instant.EPOCH, Instant.now().plusSeconds(3_600));
        return polls.poll(
                new PollRequest(
                        identity, lastPollId, Optional.of(START), List.of("user:" + user), Duration.ofSeconds(30)),
                Map.of());
    }

    private static Answer answer(List<String> frames, boolean reset) {
        return new Answer(frames, "1", START, Optional.empty(), reset, false);
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
