package io.devthread.realtime.bridge;

import io.vertx.core.Future;

/** A connection as its transport sees it. */
interface Link {
    /** For the log and metrics: {@code tcp} or {@code sockjs}. */
    String door();

    /** The type of a frame that carries an answer. */
    String replyType();

    /** Whether a ping is answered; clients over SockJS don't expect it. */
    boolean answersPings();

    /** Completes when the frame has left this process, however long the client takes. */
    Future<Void> write(String frame);

    /** The client keeps us waiting in the middle of something. */
    boolean isStalled(long nowNanos);

    void close();
}
