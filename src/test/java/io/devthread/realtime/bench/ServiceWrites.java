package io.devthread.realtime.bench;

import io.devthread.realtime.bench.WriteBench.Talk;
import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.messaging.MessagingApi;
import io.devthread.realtime.messaging.MessagingApi.Send;
import io.devthread.realtime.messaging.MessagingApi.SendBatch;
import io.devthread.realtime.messaging.MessagingApi.SendResults;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Both people of each conversation write at once, each the next message when the last one is stored. */
final class ServiceWrites {
    private final Bus bus;
    private final List<Talk> talks;

    ServiceWrites(Bus bus, List<Talk> talks) {
        this.bus = bus;
        this.talks = talks;
    }

    /** @return seconds */
    double write(int messages) {
        Round round = new Round(new AtomicInteger(messages), new AtomicInteger(messages), Promise.promise());
        long start = System.nanoTime();
        for (Talk talk : talks) {
            next(round, talk, talk.one());
            next(round, talk, talk.other());
        }
        round.end().future().await();
        return (System.nanoTime() - start) / 1e9;
    }

    private record Round(AtomicInteger unsent, AtomicInteger unstored, Promise<Void> end) {}

    private void next(Round round, Talk talk, UserId sender) {
        if (round.unsent().getAndDecrement() <= 0) {
            return;
        }
        Send send = new Send(
                sender,
                Optional.of(talk.id()),
                Optional.empty(),
                RawWrites.CONTENT,
                Ids.next().toString());
        bus.call(MessagingApi.SEND, new SendBatch(List.of(send)))
                .onComplete(
                        stored -> {
                            stored(round, stored);
                            next(round, talk, sender);
                        },
                        round.end()::tryFail);
    }

    private static void stored(Round round, SendResults stored) {
        if (stored.results().getFirst().message().isEmpty()) {
            round.end().tryFail("not stored: " + stored);
        } else if (round.unstored().decrementAndGet() == 0) {
            round.end().tryComplete();
        }
    }
}
