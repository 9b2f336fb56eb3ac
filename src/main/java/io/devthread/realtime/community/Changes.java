package io.devthread.realtime.community;

import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.platform.Postgres;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Makes a change in one transaction with the domain events that tell of it, and sends them right after COMMIT. A few at
 * a time: whoever waits for the lock of a post that everybody likes just now must not hold all the connections that
 * the capabilities of this process share.
 */
final class Changes {
    private final Postgres postgres;
    private final EventOutbox outbox;
    private final Turns turns;

    Changes(Postgres postgres, EventOutbox outbox, Turns turns) {
        this.postgres = postgres;
        this.outbox = outbox;
        this.turns = turns;
    }

    /**
     * Returns when it is committed.
     *
     * @param work gets the transaction, and where to put the events; a change of nothing has none
     */
    <T> T make(BiFunction<SqlConnection, Consumer<DomainEvent>, T> work) {
        List<DomainEvent> events = new ArrayList<>();
        T made = commit(work, events);
        outbox.dispatch(events);
        return made;
    }

    /** Returns when the service knows of it too, or when it is clear that this takes longer. */
    <T> T makeKnown(BiFunction<SqlConnection, Consumer<DomainEvent>, T> work) {
        List<DomainEvent> events = new ArrayList<>();
        T made = commit(work, events);
        outbox.push(events);
        return made;
    }

    private <T> T commit(BiFunction<SqlConnection, Consumer<DomainEvent>, T> work, List<DomainEvent> events) {
        return turns.inTurn(() -> postgres.inTransaction(connection -> {
            T made = work.apply(connection, events::add);
            if (!events.isEmpty()) {
                outbox.insert(connection, events);
            }
            return made;
        }));
    }
}
