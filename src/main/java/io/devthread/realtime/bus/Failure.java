package io.devthread.realtime.bus;

import java.util.Arrays;
import java.util.Optional;

/**
 * The one table of errors: the code that clients see (contract section 2.5) and the HTTP status it travels with.
 * Add a row here and in the published error page, never a code by hand elsewhere.
 */
public enum Failure {
    INVALID_FRAME(400),
    UNSUPPORTED_VERSION(400),
    UNKNOWN_EVENT(400),
    INVALID_DATA(400),
    UNAUTHORIZED(401),
    TOKEN_EXPIRED(401),
    FORBIDDEN(403),
    NOT_FOUND(404),
    RATE_LIMITED(429),
    TOO_LARGE(413),
    TOO_MANY_CONNECTIONS(429),
    TOO_MANY_SUBSCRIPTIONS(400),
    UNAVAILABLE(503),
    INTERNAL(500);

    private final String code = name().toLowerCase(java.util.Locale.ROOT);
    private final int httpStatus;

    Failure(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    public String code() {
        return code;
    }

    public int httpStatus() {
        return httpStatus;
    }

    public static Optional<Failure> ofCode(String code) {
        return Arrays.stream(values())
                .filter(failure -> failure.code.equals(code))
                .findFirst();
    }
}
