package io.devthread.realtime.messaging;

import io.devthread.realtime.bus.ErrorBody;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.messaging.MessagingApi.SendResult;
import java.util.Optional;

/** The refusals of single sends: one bad send of a list fails alone. */
final class SendAnswers {
    private SendAnswers() {}

    static SendResult refused(Refusal refusal) {
        return new SendResult(Optional.empty(), Optional.of(ErrorBody.of(refusal)), false);
    }
}
