package io.devthread.realtime.notification;

import static io.devthread.realtime.platform.Postgres.await;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.InboxStore.Inbox;
import io.devthread.realtime.notification.NotificationEvents.Change;
import io.devthread.realtime.notification.Telling.Mark;
import io.devthread.realtime.platform.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people what had to wait. Run again and again by every process: what one that died left behind is found by the
 * next one that looks.
 */
final class Teller {
    /** People in one transaction: it holds their inboxes. */
    static final int PEOPLE = 100;

    /** Notifications in one event, so that a frame stays well below a reader's bound; the rest an interval later. */
    static final int IN_ONE_EVENT = 50;

    private static final Logger LOG = LoggerFactory.getLogger(Teller.class);

    private final Postgres postgres;
    private final Pace pace;
    private final Clock clock;
    private final Consumer<List<DurableEvent>> delivery;

    /** @param events in the outbox since COMMIT */
    private record Round(int people, List<DurableEvent> events) {}

    /** @param delivery is told what has been committed; it neither waits nor throws */
    Teller(Postgres postgres, Pace pace, Clock clock, Consumer<List<DurableEvent>> delivery) {
        this.postgres = postgres;
        this.pace = pace;
        this.clock = clock;
        this.delivery = delivery;
    }

    /** Tells all whose time has come. Never throws: what fails is tried again at the next look. */
    void run() {
        try {
            int people;
            do {
                Round told = postgres.inTransaction(this::tell);
                delivery.accept(told.events());
                people = told.people();
            } while (people == PEOPLE);
        } catch (Refusal away) {
            LOG.debug("notification.telling put_off cause={}", away.toString());
        } catch (RuntimeException e) {
            LOG.error("notification.telling failed", e);
        }
    }

    private Round tell(SqlConnection connection) {
        Instant now = clock.instant();
        Future<Boolean> alone = UntoldStore.tryLock(connection);
        Future<List<UserId>> due = UntoldStore.due(connection, now, PEOPLE);
        await(Future.all(alone, due));
        if (!alone.result() || due.result().isEmpty()) {
            return new Round(0, List.of());
        }
        Future<Map<UserId, Inbox>> inboxes = InboxStore.lock(connection, due.result());
        Future<Map<UserId, List<Change>>> untold = UntoldStore.find(connection, due.result(), IN_ONE_EVENT + 1);
        await(Future.all(inboxes, untold));
        Telling.Outcome outcome = outcome(inboxes.result().values(), untold.result(), now);
        await(Intake.write(connection, outcome));
        return new Round(due.result().size(), outcome.events());
    }

    private Telling.Outcome outcome(Collection<Inbox> inboxes, Map<UserId, List<Change>> untold, Instant now) {
        List<DurableEvent> events = new ArrayList<>();
        List<Mark> marks = new ArrayList<>();
        List<Inbox> after = new ArrayList<>();
        for (Inbox inbox : inboxes) {
            List<Change> all = untold.getOrDefault(inbox.user(), List.of());
            List<Change> changes = all.subList(0, Math.min(IN_ONE_EVENT, all.size()));
            Inbox told = NotificationEvents.of(changes, inbox, now, events::add);
            after.add(pace.flushed(told, now, all.size() > IN_ONE_EVENT));
            changes.forEach(change -> marks.add(mark(change)));
        }
        return new Telling.Outcome(events, marks, after);
    }

    private static Mark mark(Change change) {
        return new Mark(change.notification().id(), Optional.empty(), Told.now(change.withdrawn()));
    }
}
