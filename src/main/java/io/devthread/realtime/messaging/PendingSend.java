package io.devthread.realtime.messaging;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.messaging.MessagingApi.Send;
import io.devthread.realtime.messaging.MessagingApi.SendResult;
import io.devthread.realtime.tracing.SpanNames;
import io.devthread.realtime.tracing.Step;
import io.vertx.core.Promise;

/** A send that has been taken and not yet answered. */
record PendingSend(Send send, Promise<SendResult> answer) {
    /** @param step from here to the answer, where that is traced */
    static PendingSend of(Send send, Step step) {
        PendingSend pending = new PendingSend(send.within(step.traceparent()), Promise.promise());
        if (step != Step.NONE) {
            step.until(pending.answer().future().onSuccess(result -> describe(step, result)));
        }
        return pending;
    }

    private static void describe(Step step, SendResult result) {
        result.message().ifPresent(message -> step.with(SpanNames.MESSAGE, message.id())
                .with(SpanNames.CONVERSATION, message.conversationId()));
        result.error().ifPresent(error -> step.with(SpanNames.ERROR, error.code()));
    }

    void refuse(Refusal refusal) {
        answer.tryComplete(SendAnswers.refused(refusal));
    }
}
