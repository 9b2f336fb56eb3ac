package io.devthread.realtime.gateway.session;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.model.Identity;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes commands of what one client says, from its first word on, and has enough of it where it says nonsense: three
 * invalid frames within a minute, or a hundred others before it has authenticated. On the socket's event loop.
 */
final class Interpreter {
    private static final int MAX_UNAUTHENTICATED = 100;

    private final Gateway gateway;
    private final ClientConnection connection;
    private final Commands commands;
    /** Made by the first of them: most connections never send one. */
    private Optional<Patience> invalidFrames = Optional.empty();

    private int unauthenticated;

    Interpreter(Gateway gateway, ClientConnection connection, Commands commands) {
        this.gateway = gateway;
        this.connection = connection;
        this.commands = commands;
    }

    void hear(String text) {
        try {
            accept(Command.parse(text));
        } catch (Command.MalformedFrame malformed) {
            refuse(malformed);
        }
    }

    private void accept(Command command) {
        gateway.metrics().traffic().received(command);
        switch (command) {
            case Command.Ack ack -> connection.feed().ifPresent(known -> known.acknowledge(ack));
            case Command.Call call -> {
                if (connection.isAuthenticated()) {
                    connection.asked();
                    commands.reply(call).onSuccess(connection::answered);
                } else {
                    authenticate(call);
                }
            }
        }
    }

    private void refuse(Command.MalformedFrame malformed) {
        gateway.metrics().traffic().receivedMalformed();
        if (malformed.unsupportedVersion() && connection.isAuthenticated()) {
            connection.send(commands.refusal(malformed));
            return;
        }
        connection.send(Replies.malformed(malformed, connection.now()));
        if (malformed.unsupportedVersion()) {
            countUnauthenticated();
        } else if (invalidFrames().exhaustedBy(System.nanoTime())) {
            connection.close(CloseCode.PROTOCOL_VIOLATION);
        }
    }

    private Patience invalidFrames() {
        Patience patience = invalidFrames.orElseGet(() -> new Patience(3, Duration.ofMinutes(1)));
        invalidFrames = Optional.of(patience);
        return patience;
    }

    /** The first command of a socket that was opened without a token. */
    private void authenticate(Command.Call call) {
        try {
            FirstCommand first = FirstCommand.of(call);
            gateway.admission().check();
            Identity identity = new Handshakes(gateway).identify(first.token());
            gateway.admission().admit();
            connection.authenticate(identity, first.resume(), call.id());
        } catch (Refusal refusal) {
            connection.error(call.id(), refusal);
            afterwards(call, refusal.failure());
        }
    }

    private void afterwards(Command.Call call, Failure failure) {
        if (!FirstCommand.isOne(call) || failure == Failure.INVALID_DATA) {
            countUnauthenticated();
        } else if (failure == Failure.UNAVAILABLE) {
            connection.close(CloseCode.OVERLOADED);
        } else {
            connection.close(CloseCode.NOT_AUTHENTICATED);
        }
    }

    private void countUnauthenticated() {
        if (++unauthenticated >= MAX_UNAUTHENTICATED) {
            connection.close(CloseCode.NOT_AUTHENTICATED);
        }
    }
}
