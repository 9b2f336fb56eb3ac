package io.devthread.realtime.gateway.session;

import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.Identity;
import io.devthread.realtime.typing.TypingApi.Noted;
import io.devthread.realtime.typing.TypingApi.Start;
import io.devthread.realtime.typing.TypingApi.Stop;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where one connection types, so that it ends when the connection does. One request at a time: a start and a stop sent
 * at once end as stopped, with any number of messaging processes. Where a stop is refused because the service is not
 * available, the typing ends by its own time. On the connection's event loop.
 */
final class TypingLane {
    /** Conversations; of more the oldest is forgotten, which has long been cleared by its time. */
    static final int MOST = 64;

    private final String connection;
    private final Supplier<Identity> user;
    private final Function<Start, Future<Noted>> start;
    private final Function<Stop, Future<Noted>> stop;
    private final SequencedSet<ConversationId> started = new LinkedHashSet<>(2);
    /** By conversation, the number of the last message of the user that was heard of. */
    private final SequencedMap<ConversationId, Long> sent = new LinkedHashMap<>(2);

    private final Lane lane = new Lane();

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
        return lane.inTurn(() -> start.apply(new Start(who.user(), who.username(), conversation, connection)));
    }

    Future<Noted> stop(ConversationId conversation) {
        started.remove(conversation);
        return end(conversation, Optional.of(connection));
    }

    /**
     * Sending the message ends the typing of it, over all connections of the user. The same message is heard of more
     * than once, perhaps late, when the user types the next one already: then it must not end that.
     */
    void messageSent(ConversationId conversation, long conversationSeq) {
        if (conversationSeq <= sent.getOrDefault(conversation, 0L)) {
            return;
        }
        sent.putLast(conversation, conversationSeq);
        if (sent.size() > MOST) {
            sent.pollFirstEntry();
        }
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
        return lane.inTurn(() -> stop.apply(new Stop(who.user(), who.username(), conversation, over)));
    }
}
