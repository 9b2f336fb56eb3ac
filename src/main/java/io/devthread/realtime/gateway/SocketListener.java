package io.devthread.realtime.gateway;

/**
 * Who owns a {@link Socket}; called on the socket's event loop, in order, never after {@link #onClosed}. A listener
 * that throws has its socket closed with {@link CloseCode#INTERNAL_ERROR}.
 */
public interface SocketListener {
    /** One whole, valid UTF-8 text message within the frame limit. */
    void onText(String text);

    /** The pending bytes have fallen below a quarter of the outbound bound after having been above it. */
    void onWritable();

    /** Exactly once, whoever ended it; never from within a call of {@link Socket#close}. */
    void onClosed();
}
