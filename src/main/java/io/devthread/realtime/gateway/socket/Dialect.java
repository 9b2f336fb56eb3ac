package io.devthread.realtime.gateway.socket;

import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.Frame;
import java.util.Optional;

/** What a protocol inside of the WebSocket, such as SockJS, says by itself. */
public interface Dialect {
    /** The messages are the frames of our own protocol. */
    Dialect NONE = new Dialect() {
        @Override
        public Optional<Frame> heartbeat() {
            return Optional.empty();
        }

        @Override
        public Optional<Frame> lastWords(CloseCode code) {
            return Optional.empty();
        }
    };

    /** Goes out behind each ping. */
    Optional<Frame> heartbeat();

    /** Goes out before the close frame, whoever found the reason to close. */
    Optional<Frame> lastWords(CloseCode code);
}
