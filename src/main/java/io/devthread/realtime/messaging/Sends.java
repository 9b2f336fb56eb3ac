package io.devthread.realtime.messaging;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.messaging.MessagingApi.Send;
import io.devthread.realtime.messaging.MessagingApi.SendBatch;
import io.devthread.realtime.messaging.MessagingApi.SendResult;
import io.devthread.realtime.messaging.MessagingApi.SendResults;
import io.devthread.realtime.platform.GroupCommit;
import io.devthread.realtime.tracing.SpanNames;
import io.devthread.realtime.tracing.Tracing;
import io.vertx.core.Future;
import java.util.List;

/** Takes what people send: checks each, queues the good ones in their order, and answers when all are decided. */
final class Sends {
    private final GroupCommit<PendingSend> queue;
    private final Tracing tracing;

    Sends(GroupCommit<PendingSend> queue, Tracing tracing) {
        this.queue = queue;
        this.tracing = tracing;
    }

    SendResults send(SendBatch request) {
        List<PendingSend> sends = request.sends().stream().map(this::checked).toList();
        queue.add(sends.stream().filter(Sends::isOpen).toList());
        List<Future<SendResult>> answers =
                sends.stream().map(send -> send.answer().future()).toList();
        Future.all(answers).await();
        return new SendResults(answers.stream().map(Future::result).toList());
    }

    private PendingSend checked(Send send) {
        PendingSend pending = PendingSend.of(send, tracing.step(SpanNames.SEND, send.traceparent()));
        try {
            SendRules.check(send);
        } catch (Refusal refusal) {
            pending.refuse(refusal);
        }
        return pending;
    }

    private static boolean isOpen(PendingSend send) {
        return !send.answer().future().isComplete();
    }
}
