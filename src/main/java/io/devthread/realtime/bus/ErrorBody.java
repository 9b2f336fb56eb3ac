package io.devthread.realtime.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.Optional;

/**
 * A {@link Refusal} on the wire, the same over the bus, the socket and HTTP.
 *
 * @param retryAfterMs rounded up, at least 1
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ErrorBody(String code, String message, Optional<String> field, Optional<Long> retryAfterMs) {

    public static ErrorBody of(Refusal refusal) {
        return new ErrorBody(
                refusal.failure().code(),
                refusal.getMessage(),
                refusal.field(),
                refusal.retryAfter().map(ErrorBody::wholeMillis));
    }

    public Refusal toRefusal() {
        Failure failure = Failure.ofCode(code).orElse(Failure.INTERNAL);
        if (field.isPresent() && failure == Failure.INVALID_DATA) {
            return Refusal.invalid(
                    field.get(),
                    message.substring(Math.min(message.length(), field.get().length() + 1)));
        }
        return retryAfterMs
                .map(wait -> Refusal.retryLater(failure, message, Duration.ofMillis(wait)))
                .orElseGet(() -> Refusal.of(failure, message));
    }

    private static long wholeMillis(Duration wait) {
        return Math.max(1, (wait.toNanos() + 999_999) / 1_000_000);
    }
}
