package io.devthread.realtime.bus;

import java.time.Duration;
import java.util.Optional;

/**
 * The one exception for an answer of "no": a rule said so, or something the caller needs is away. It crosses the bus,
 * the socket and HTTP as an {@link ErrorBody}; anything else that is thrown is a bug and becomes
 * {@link Failure#INTERNAL} at the boundary. The message is shown to users: it names the field and the limit, never a
 * secret or somebody's data. It has no stack trace: it is an answer, not an accident.
 */
public final class Refusal extends RuntimeException {
    private final Failure failure;
    private final Optional<String> field;
    private final Optional<Duration> retryAfter;

    private Refusal(Failure failure, String message, Optional<String> field, Optional<Duration> retryAfter) {
        super(message, null, false, false);
        this.failure = failure;
        this.field = field;
        this.retryAfter = retryAfter;
    }

    public static Refusal of(Failure failure, String message) {
        return new Refusal(failure, message, Optional.empty(), Optional.empty());
    }

    /** Bad input: {@code field} is the name on the wire, the message says the limit. */
    public static Refusal invalid(String field, String message) {
        return new Refusal(Failure.INVALID_DATA, field + " " + message, Optional.of(field), Optional.empty());
    }

    /** Waiting helps: for {@link Failure#RATE_LIMITED} and {@link Failure#UNAVAILABLE}. */
    public static Refusal retryLater(Failure failure, String message, Duration retryAfter) {
        return new Refusal(failure, message, Optional.empty(), Optional.of(retryAfter));
    }

    /** The token is good, but not for this. */
    public static Refusal missingScope(String scope) {
        return of(Failure.FORBIDDEN, "this needs a token with the scope " + scope);
    }

    public static Refusal unavailable(String what) {
        return retryLater(Failure.UNAVAILABLE, what + " is not available, try again", Duration.ofSeconds(1));
    }

    /** For what was not to happen, which is in the log: nobody outside learns more of it. */
    public static Refusal internal() {
        return of(Failure.INTERNAL, "something went wrong on our side");
    }

    /** Something is away: whoever asks for it next would fare no better now, and may later. */
    public static boolean isOutage(Throwable thrown) {
        return thrown instanceof Refusal refusal && refusal.failure == Failure.UNAVAILABLE;
    }

    public Failure failure() {
        return failure;
    }

    public Optional<String> field() {
        return field;
    }

    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
