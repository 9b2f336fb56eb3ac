package io.devthread.realtime.gateway.session;

import io.devthread.realtime.delivery.Registered;
import io.devthread.realtime.delivery.Resumption;
import io.devthread.realtime.gateway.session.Handshake.Resume;
import io.devthread.realtime.gateway.socket.SocketConfig;
import io.devthread.realtime.model.UserId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says to a client where it stands and what it may do. */
record Welcomes(SessionConfig config, SocketConfig sockets, int connectionsPerUser) {
    private static final int CONTENT_CODE_POINTS = 4_000;
    private static final int IDS_PER_COMMAND = 100;

    Welcome welcome(
            String connection,
            UserId user,
            Registered.Accepted accepted,
            Resume resume,
            Set<String> channels,
            long nowMillis) {
        return new Welcome(
                connection,
                user,
                accepted.session(),
                accepted.head().epoch(),
                accepted.head().seq(),
                resumption(accepted, resume),
                List.copyOf(channels),
                sockets.pingInterval().toMillis(),
                sockets.maxFrameBytes(),
                limits(),
                nowMillis,
                List.of(Command.VERSION));
    }

    private static Welcome.Resume resumption(Registered.Accepted accepted, Resume resume) {
        boolean restored = accepted.sessionRestored();
        return switch (accepted.resumption()) {
            case Resumption.None none ->
                new Welcome.Resume("none", Optional.empty(), Optional.empty(), Optional.empty(), restored);
            case Resumption.Full full ->
                new Welcome.Resume(
                        "full",
                        resume.position().map(position -> position.seq() + 1),
                        Optional.of(accepted.head().seq()),
                        Optional.empty(),
                        restored);
            case Resumption.Reset reset ->
                new Welcome.Resume(
                        "reset",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(reset.reason().code()),
                        restored);
        };
    }

    private Welcome.Limits limits() {
        return new Welcome.Limits(
                CONTENT_CODE_POINTS,
                IDS_PER_COMMAND,
                config.maxSubscriptions(),
                connectionsPerUser,
                config.rates().messages(),
                config.rates().typing(),
                config.rates().commands());
    }
}
