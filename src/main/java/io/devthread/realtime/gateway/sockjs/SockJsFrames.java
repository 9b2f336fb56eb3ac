package io.devthread.realtime.gateway.sockjs;

import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.Frame;
import io.devthread.realtime.gateway.socket.Dialect;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;

/** The four frames of SockJS (sockjs-protocol 0.3.3): open, heartbeat, messages, close. */
final class SockJsFrames {
    static final String OPEN = "o";
    static final String HEARTBEAT = "h";

    /** SockJS's own: a second request wants to receive for the same session. */
    static final String STILL_OPEN = "c[2010,\"Another connection still open\"]";

    private SockJsFrames() {}

    static String close(CloseCode code) {
        return "c[" + code.code() + ",\"" + code.reason() + "\"]";
    }

    /** Several {@link Frame#sockJs} messages as one: an answer to a poll is one SockJS frame. */
    static String join(Collection<String> messages) {
        return messages.stream()
                .map(message -> message.substring(2, message.length() - 1))
                .collect(Collectors.joining(",", "a[", "]"));
    }

    /** What goes over a WebSocket besides messages. */
    static Dialect dialect() {
        Frame heartbeat = Frame.of(HEARTBEAT);
        return new Dialect() {
            @Override
            public Optional<Frame> heartbeat() {
                return Optional.of(heartbeat);
            }

            @Override
            public Optional<Frame> lastWords(CloseCode code) {
                return Optional.of(Frame.of(close(code)));
            }
        };
    }
}
