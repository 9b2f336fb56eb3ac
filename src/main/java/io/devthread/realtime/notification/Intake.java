package io.devthread.realtime.notification;

import static io.devthread.realtime.platform.Postgres.await;

import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.delivery.Outbox;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Moment;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.InboxStore.Inbox;
import io.devthread.realtime.notification.Interaction.Key;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.notification.NotificationApi.Notification;
import io.devthread.realtime.notification.NotificationBatch.Known;
import io.devthread.realtime.notification.NotificationBatch.Outcome;
import io.devthread.realtime.platform.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * One transaction for a batch of domain events: the events, what they change, and what people are to be told of it,
 * all or nothing. What does not depend on an answer travels in one pipeline.
 */
final class Intake {
    private final Postgres postgres;
    private final Pace pace;
    private final Clock clock;

    /**
     * @param fresh the events that came for the first time
     * @param told in the outbox since COMMIT, and to be delivered now
     * @param followers whose follows have changed
     */
    record Written(List<DomainEvent> fresh, List<DurableEvent> told, List<UserId> followers) {}

    /** @param told as in {@link Written} */
    record Withdrawn(int interactions, List<DurableEvent> told) {}

    Intake(Postgres postgres, Pace pace, Clock clock) {
        this.postgres = postgres;
        this.pace = pace;
        this.clock = clock;
    }

    Written write(List<DomainEvent> events) {
        return postgres.inTransaction(connection -> {
            List<DomainEvent> fresh = store(connection, events);
            Future<List<UserId>> followers = FollowStore.put(connection, fresh);
            Future<?> posts = NewPostStore.put(connection, fresh);
            Concerned concerned = await(Concerned.directly(fresh).withDeleted(connection));
            List<DurableEvent> told = concerned.isNobody()
                    ? List.of()
                    : tell(connection, concerned, known -> NotificationBatch.decide(fresh, known, Ids::next));
            await(Future.all(followers, posts));
            return new Written(fresh, told, followers.result());
        });
    }

    /**
     * Takes back what a person has done, as if the person had, and forgets it.
     *
     * @param limit how much of it
     */
    Withdrawn withdraw(UserId actor, int limit) {
        return postgres.inTransaction(connection -> {
            await(InboxStore.lockDeletions(connection, false));
            Set<Key> keys = await(InteractionStore.keysOf(connection, actor, limit));
            if (keys.isEmpty()) {
                return new Withdrawn(0, List.of());
            }
            Moment now = new Moment(clock.instant(), Ids.next());
            List<DurableEvent> told =
                    tell(connection, Concerned.of(keys), known -> NotificationBatch.withdraw(keys, known, now));
            await(InteractionStore.forget(connection, keys));
            return new Withdrawn(keys.size(), told);
        });
    }

    private static List<DomainEvent> store(SqlConnection connection, List<DomainEvent> events) {
        boolean isDeleting = !Concerned.directly(events).deletes().isEmpty();
        Future<?> locked = InboxStore.lockDeletions(connection, isDeleting);
        Future<List<DomainEvent>> fresh = DomainEventStore.insert(connection, events);
        await(Future.all(locked, fresh));
        return fresh.result();
    }

    private List<DurableEvent> tell(SqlConnection connection, Concerned concerned, Function<Known, Outcome> decide) {
        Future<Map<UserId, Inbox>> inboxes = InboxStore.lock(connection, concerned.users());
        Future<Known> known = known(connection, concerned);
        await(Future.all(inboxes, known));
        Outcome outcome = decide.apply(known.result());
        Map<UUID, Notification> shown = write(connection, outcome);
        return tell(connection, outcome.touched(), shown, inboxes.result());
    }

    private static Future<Known> known(SqlConnection connection, Concerned concerned) {
        var interactions = InteractionStore.find(connection, concerned.keys());
        var standing = InteractionStore.standing(connection, concerned.keys());
        var deletions = InteractionStore.deletions(connection, concerned.objects());
        var silenced = SilenceStore.find(connection, concerned.keys());
        var notifications = NotificationStore.find(connection, concerned.keys(), concerned.deletedPosts());
        return Future.all(interactions, standing, deletions, silenced, notifications)
                .map(found -> new Known(
                        interactions.result(),
                        standing.result(),
                        deletions.result(),
                        silenced.result(),
                        notifications.result()));
    }

    /** Gives what people see then. */
    private static Map<UUID, Notification> write(SqlConnection connection, Outcome outcome) {
        List<Draft> begun = outcome.touched().stream().filter(Draft::isNew).toList();
        Future<?> deletions = outcome.deletions().isEmpty()
                ? Future.succeededFuture()
                : InteractionStore.delete(connection, outcome.deletions());
        Future<?> interactions = InteractionStore.put(connection, outcome.interactions());
        Future<?> notifications =
                begun.isEmpty() ? Future.succeededFuture() : NotificationStore.insert(connection, begun);
        Future<Map<UUID, Notification>> shown = NotificationStore.refresh(connection, outcome.touched());
        Future<?> unheard = outcome.unheard().isEmpty()
                ? Future.succeededFuture()
                : DomainEventStore.explain(connection, outcome.unheard());
        await(Future.all(deletions, interactions, notifications, shown, unheard));
        return shown.result();
    }

    private List<DurableEvent> tell(
            SqlConnection connection, List<Draft> touched, Map<UUID, Notification> shown, Map<UserId, Inbox> inboxes) {
        Telling telling = new Telling(inboxes, pace, clock.instant());
        touched.forEach(draft -> telling.changed(draft, shown.get(draft.id())));
        Telling.Outcome outcome = telling.outcome();
        await(write(connection, outcome));
        return outcome.events();
    }

    /** All of a {@link Telling}, within the transaction that holds its inboxes. */
    static Future<?> write(SqlConnection connection, Telling.Outcome outcome) {
        List<Future<?>> writes = new ArrayList<>();
        if (!outcome.inboxes().isEmpty()) {
            writes.add(InboxStore.update(connection, outcome.inboxes()));
        }
        if (!outcome.marks().isEmpty()) {
            writes.add(NotificationStore.mark(connection, outcome.marks()));
        }
        writes.add(Outbox.insert(connection, outcome.events()));
        return Future.all(writes);
    }
}
