package io.devthread.realtime.embedded;

/** Why the service cannot start, in one line for the person at the terminal: names the setting or folder at fault. */
final class StartFailure extends RuntimeException {
    StartFailure(String message) {
        super(message);
    }

    StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
