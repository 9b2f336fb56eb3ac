package io.devthread.realtime.notification;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.Accepted;
import io.devthread.realtime.notification.NotificationApi.Actor;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.notification.NotificationApi.Revocation;
import io.devthread.realtime.platform.GroupCommit;
import io.devthread.realtime.tracing.SpanNames;
import io.devthread.realtime.tracing.Step;
import io.devthread.realtime.tracing.Tracing;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The door for what happened elsewhere. An event is stored before it is accepted, and accepted again when it comes
 * again; which of several events decides is a matter of their {@code created_at}, never of their arrival.
 */
final class DomainEvents {
    private final DomainEventStore store;
    private final GroupCommit<PendingEvent> queue;
    private final Consumer<DomainEvent> accepted;
    private final Consumer<Revocation> revoked;
    private final Consumer<List<UserId>> followers;
    private final Tracing tracing;
    private final Clock clock;

    /**
     * @param queue of what people are told of
     * @param accepted is told of each event about users that came for the first time; the queue's writer of the others
     * @param revoked is told what all gateways should know at once
     * @param followers is told whose follows a deleted user has ended
     */
    DomainEvents(
            DomainEventStore store,
            GroupCommit<PendingEvent> queue,
            Consumer<DomainEvent> accepted,
            Consumer<Revocation> revoked,
            Consumer<List<UserId>> followers,
            Tracing tracing,
            Clock clock) {
        this.store = store;
        this.queue = queue;
        this.accepted = accepted;
        this.revoked = revoked;
        this.followers = followers;
        this.tracing = tracing;
        this.clock = clock;
    }

    /** @throws Refusal {@code invalid_data}, naming the field */
    Accepted accept(DomainEvent event) {
        EventType type = DomainEventRules.check(event, clock.instant());
        Step step = tracing.step(SpanNames.EVENTS, event.traceparent()).with(SpanNames.DOMAIN_EVENT, event.id());
        return step.during(() -> accept(type, event.within(step.traceparent())));
    }

    private Accepted accept(EventType type, DomainEvent event) {
        return switch (type) {
            case USER_UPSERTED -> answer(event, store.storeUpsert(event, actor(event)));
            case USER_DELETED -> deleteUser(event);
            case SESSION_REVOKED -> revokeSessions(event);
            case POST_LIKED,
                    POST_UNLIKED,
                    POST_COMMENTED,
                    COMMENT_DELETED,
                    USER_MENTIONED,
                    USER_FOLLOWED,
                    USER_UNFOLLOWED,
                    POST_CREATED,
                    POST_DELETED -> queued(event);
        };
    }

    private Accepted queued(DomainEvent event) {
        PendingEvent pending = new PendingEvent(event);
        queue.add(List.of(pending));
        return pending.answer().future().await();
    }

    private Accepted deleteUser(DomainEvent event) {
        boolean isNew = store.storeDeletion(event, user(event));
        Optional<DomainEvent> first = first(event, isNew);
        first.ifPresent(this::publish);
        Accepted answer = answer(event, isNew);
        first.ifPresent(this::endFollows);
        return answer;
    }

    /** Of very many followers a batch at a time. A repeated event goes on where one that was not answered ended. */
    private void endFollows(DomainEvent event) {
        List<UserId> ended;
        do {
            ended = store.endFollows(event, user(event));
            followers.accept(ended);
        } while (!ended.isEmpty());
    }

    private Accepted revokeSessions(DomainEvent event) {
        boolean isNew = store.storeRevocation(event, user(event));
        first(event, isNew).ifPresent(this::publish);
        return answer(event, isNew);
    }

    /**
     * Whoever took an event first may have died before telling, so a repeated one tells again: what came first under its
     * id, whatever it says now; nothing where that was another type.
     */
    private Optional<DomainEvent> first(DomainEvent event, boolean isNew) {
        return isNew
                ? Optional.of(event)
                : store.find(event.id()).filter(first -> first.type().equals(event.type()));
    }

    private Accepted answer(DomainEvent event, boolean isNew) {
        if (isNew) {
            accepted.accept(event);
        }
        return new Accepted("accepted", event.id());
    }

    private void publish(DomainEvent event) {
        revoked.accept(new Revocation(user(event), event.createdAt().truncatedTo(ChronoUnit.MICROS)));
    }

    /** Whom it signs out. */
    private static UserId user(DomainEvent event) {
        return event.recipientId().orElseGet(() -> actor(event).id());
    }

    private static Actor actor(DomainEvent event) {
        return event.actor().orElseThrow();
    }
}
