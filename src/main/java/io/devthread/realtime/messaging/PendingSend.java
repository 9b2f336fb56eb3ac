package io.devthread.realtime.messaging;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.messaging.MessagingApi.Send;
import io.devthread.realtime.messaging.MessagingApi.SendResult;
import io.vertx.core.Promise;

/** A send that has been taken and not yet answered. */
record PendingSend(Send send, Promise<SendResult> answer) {
    PendingSend(Send send) {
        this(send, Promise.promise());
    }

    void refuse(Refusal refusal) {
        answer.tryComplete(SendAnswers.refused(refusal));
    }
}
