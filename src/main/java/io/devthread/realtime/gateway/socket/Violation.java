package io.devthread.realtime.gateway.socket;

import io.devthread.realtime.gateway.CloseCode;

/** The peer's input breaks RFC 6455 or a bound; the connection is closed with the code. No stack trace: it is cheap. */
final class Violation extends RuntimeException {
    private final CloseCode code;

    Violation(CloseCode code) {
        super(code.reason(), null, false, false);
        this.code = code;
    }

    CloseCode code() {
        return code;
    }
}
