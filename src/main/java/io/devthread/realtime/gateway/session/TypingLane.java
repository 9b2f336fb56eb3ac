package io.devthread.realtime.gateway.session;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.typing.TypingApi.Noted;
import io.devthread.realtime.typing.TypingApi.Start;
import io.devthread.realtime.typing.TypingApi.Stop;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where one connection types, so that it ends when the connection does. One request at a time: a start and a stop sent
 * at once end as stopped, with any number of messaging processes. What waits behind one that found the service not
 * available is refused as that was, so that nobody waits for one timeout after the other; the typing itself ends by its
 * own time. On the connection's event loop.
 */
final class TypingLane {
    /** By the time of so many starts the server has long cleared the first. */
    static final int MOST = 64;

    private final String connection;
    private final Supplier<Identity> user;
    private final Function<Start, Future<Noted>> start;
    private final Function<Stop, Future<Noted>> stop;
    private final SequencedSet<ConversationId> started = new LinkedHashSet<>(2);
    private Future<?> last = Future.succeededFuture();

    TypingLane(
            String connection,
            Supplier<Identity> user,
            Function<Start, Future<Noted>> start,
            Function<Stop, Future<Noted>> stop) {
        this.connection = connection;
        this.user = user;
        this.start = start;
        this.stop = stop;
    }

    Future<Noted> start(ConversationId conversation) {
        started.addLast(conversation);
        if (started.size() > MOST) {
            started.removeFirst();
        }
        Identity who = user.get();
        return inTurn(() -> start.apply(new Start(who.user(), who.username(), conversation, connection)));
    }

    Future<Noted> stop(ConversationId conversation) {
        started.remove(conversation);
        return end(conversation, Optional.of(connection));
    }

    /** Who has sent the message types it no more, over no connection. */
    void messageSent(ConversationId conversation) {
        if (started.remove(conversation)) {
            end(conversation, Optional.empty());
        }
    }

    void unsubscribed(Collection<ConversationId> conversations) {
        conversations.stream().filter(started::contains).toList().forEach(this::stop);
    }

    void connectionClosed() {
        unsubscribed(List.copyOf(started));
    }

    private Future<Noted> end(ConversationId conversation, Optional<String> over) {
        Identity who = user.get();
        return inTurn(() -> stop.apply(new Stop(who.user(), who.username(), conversation, over)));
    }

    private Future<Noted> inTurn(Supplier<Future<Noted>> step) {
        boolean waits = !last.isComplete();
        Future<Noted> mine = last.transform(
                done -> waits && isOutage(done.cause()) ? Future.failedFuture(done.cause()) : step.get());
        last = mine;
        return mine;
    }

    private static boolean isOutage(Throwable thrown) {
        return thrown instanceof Refusal refusal && refusal.failure() == Failure.UNAVAILABLE;
    }
}
