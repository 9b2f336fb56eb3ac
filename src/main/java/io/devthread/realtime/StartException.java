package io.devthread.realtime;

/** The process can't be started; the message is one line for the operator. */
public final class StartException extends RuntimeException {
    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
