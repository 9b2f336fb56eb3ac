package io.devthread.realtime.gateway.session;

import io.devthread.realtime.bus.ErrorBody;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.messaging.MessagingApi.Send;
import io.devthread.realtime.messaging.MessagingApi.SendBatch;
import io.devthread.realtime.messaging.MessagingApi.SendResult;
import io.devthread.realtime.messaging.MessagingApi.SendResults;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Keeps the order of one connection's messages: at most one request is on its way, and what comes meanwhile travels
 * together in the next one. So the numbers follow the order of sending with any number of messaging processes.
 *
 * <p>One lane for all conversations, not one for each: a message names the conversation or the recipient, and only
 * messaging knows which of them are the same.
 *
 * <p>Where messaging or its database is not available, what waits behind is refused with the same answer: one request
 * after the other would each wait for its own timeout, and the promised 3 s would be over; and a message must not
 * overtake the one before it that has to come again. On the connection's event loop only.
 */
final class SendLane {
    static final int MAX_BATCH = 50;
    static final int MAX_QUEUE = 1_000;

    private final Function<SendBatch, Future<SendResults>> messaging;
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>(1);
    private boolean busy;

    private record Waiting(Send send, Promise<SendResult> answer) {}

    SendLane(Function<SendBatch, Future<SendResults>> messaging) {
        this.messaging = messaging;
    }

    /** @return what became of it; fails with a {@link Refusal} when messaging could not be asked */
    Future<SendResult> send(Send send) {
        if (queue.size() >= MAX_QUEUE) {
            return Future.failedFuture(Refusal.retryLater(
                    Failure.UNAVAILABLE, "too many messages are on their way, try again", Duration.ofMillis(500)));
        }
        Promise<SendResult> answer = Promise.promise();
        queue.add(new Waiting(send, answer));
        if (!busy) {
            flush();
        }
        return answer.future();
    }

    private void flush() {
        busy = true;
        List<Waiting> batch = new ArrayList<>();
        while (batch.size() < MAX_BATCH && !queue.isEmpty()) {
            batch.add(queue.poll());
        }
        messaging
                .apply(new SendBatch(batch.stream().map(Waiting::send).toList()))
                .onComplete(results -> {
                    answer(batch, results);
                    outage(results).ifPresent(this::refuseWaiting);
                    next();
                });
    }

    /** Of the whole request, or of the last of its messages: what comes next would fare no better. */
    private static Optional<Refusal> outage(AsyncResult<SendResults> results) {
        Optional<Refusal> refusal = results.succeeded()
                ? results.result().results().getLast().error().map(ErrorBody::toRefusal)
                : Optional.of(results.cause()).filter(Refusal.class::isInstance).map(Refusal.class::cast);
        return refusal.filter(Refusal::isOutage);
    }

    private void refuseWaiting(Refusal refusal) {
        List<Waiting> waiting = List.copyOf(queue);
        queue.clear();
        waiting.forEach(one -> one.answer().fail(refusal));
    }

    private void next() {
        busy = false;
        if (!queue.isEmpty()) {
            flush();
        }
    }

    private static void answer(List<Waiting> batch, AsyncResult<SendResults> results) {
        for (int i = 0; i < batch.size(); i++) {
            if (results.succeeded()) {
                batch.get(i).answer().complete(results.result().results().get(i));
            } else {
                batch.get(i).answer().fail(results.cause());
            }
        }
    }
}
