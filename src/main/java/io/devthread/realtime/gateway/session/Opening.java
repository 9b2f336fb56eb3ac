package io.devthread.realtime.gateway.session;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.delivery.DeliveryApi;
import io.devthread.realtime.delivery.Registered;
import io.devthread.realtime.delivery.Registration;
import io.devthread.realtime.delivery.Resumption;
import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.session.Handshake.Resume;
import io.devthread.realtime.gateway.trace.Trail;
import io.devthread.realtime.model.UserId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one connection from a good token to the welcome: one call enters it in the directory and reads what it
 * missed, then the welcome goes out, the missed events behind it, and at last the commands that came meanwhile are
 * heard. Gone once the connection is live. On the socket's event loop.
 */
final class Opening {
    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);
    private static final int MAX_POSTPONED = 64;
    private static final Duration WELCOME_RETRY = Duration.ofMillis(500);

    private final Gateway gateway;
    private final ClientConnection connection;
    private final DurableFeed feed;
    private final Trail trail;
    private final Resume resume;
    private final Optional<String> commandId;
    private final String session = SessionIds.next();
    private final Queue<String> postponed = new ArrayDeque<>(1);

    /** @param commandId of the command that brought the token, which the welcome answers; empty when the handshake did */
    Opening(
            Gateway gateway,
            ClientConnection connection,
            DurableFeed feed,
            Trail trail,
            Resume resume,
            Optional<String> commandId) {
        this.gateway = gateway;
        this.connection = connection;
        this.feed = feed;
        this.trail = trail;
        this.resume = resume;
        this.commandId = commandId;
    }

    void register() {
        UserId user = connection.user();
        gateway.admission().entering();
        connection
                .here(gateway.logs()
                        .register(new Registration(
                                user,
                                connection.connectionId(),
                                Places.of(gateway.connections().ofUser(user)),
                                session,
                                resume.session(),
                                resume.position())))
                .onComplete(answered -> gateway.admission().entered())
                .onComplete(this::registered, this::overloaded);
    }

    /** Commands that come before the welcome wait for it, so that a client may send them right behind its token. */
    void postpone(String text) {
        if (postponed.size() < MAX_POSTPONED) {
            postponed.add(text);
        } else {
            connection.error(
                    Command.idOf(text),
                    Refusal.retryLater(Failure.UNAVAILABLE, "wait for the welcome frame", WELCOME_RETRY));
        }
    }

    private void registered(Registered answer) {
        gateway.metrics().feed().opened(answer);
        switch (answer) {
            case Registered.TooManyConnections refused -> refuse();
            case Registered.Accepted accepted -> accept(accepted);
        }
    }

    private void refuse() {
        connection.error(
                commandId,
                Refusal.of(
                        Failure.TOO_MANY_CONNECTIONS,
                        "at most " + gateway.connectionsPerUser() + " connections per user"));
        connection.closeNow(CloseCode.TOO_MANY_CONNECTIONS);
    }

    private void accept(Registered.Accepted accepted) {
        accepted.replaced().ifPresent(old -> gateway.bus()
                .tell(DeliveryApi.replaced(old.node()), new DeliveryApi.Replaced(connection.user(), old.connection())));
        if (connection.entered(accepted.session())) {
            welcome(accepted);
            replay(accepted);
            connection.welcomed();
            postponed.forEach(connection::onText);
        }
    }

    private void welcome(Registered.Accepted accepted) {
        Set<String> channels = connection.restore(accepted.channels());
        Welcome welcome = new Welcomes(gateway.config(), gateway.sockets(), gateway.connectionsPerUser())
                .welcome(connection.connectionId(), connection.user(), accepted, resume, channels, connection.now());
        connection.send(Replies.system("welcome", commandId, welcome, connection.now()));
    }

    private void replay(Registered.Accepted accepted) {
        switch (accepted.resumption()) {
            case Resumption.Full full -> {
                trail.resumed(resume.position().orElseThrow().seq());
                feed.resume(resume.position().orElseThrow(), full.missed());
            }
            case Resumption.None none -> {
                trail.started(accepted.head().seq());
                feed.open(accepted.head());
            }
            case Resumption.Reset reset -> {
                trail.reset(accepted.head().seq(), reset.reason());
                feed.open(accepted.head());
            }
        }
    }

    private void overloaded(Throwable away) {
        gateway.metrics().feed().openingFailed();
        LOG.warn(
                "connection.register failed id={} user={} cause={}",
                connection.connectionId(),
                connection.user(),
                away.toString());
        connection.error(commandId, gateway.admission().failed());
        connection.closeNow(CloseCode.OVERLOADED);
        connection.mayHaveEntered(session);
        resume.session().ifPresent(connection::mayHaveEntered);
    }
}
