package io.devthread.realtime.notification;

import io.devthread.realtime.notification.NotificationApi.NotificationTrace;
import io.devthread.realtime.notification.NotificationApi.Outcome;
import io.devthread.realtime.notification.NotificationApi.Trace;
import io.devthread.realtime.notification.NotificationApi.TracedEvent;
import io.devthread.realtime.notification.TraceStore.Decision;
import io.devthread.realtime.notification.TraceStore.Stored;
import java.util.Optional;

/**
 * What became of a domain event: mostly it follows from what is stored anyway. Only why an event told nobody, which
 * later changes of settings and blocks would blur, is kept with it ({@link Unheard}).
 */
final class Traces {
    private final TraceStore store;

    Traces(TraceStore store) {
        this.store = store;
    }

    /** By the id of a domain event or of a notification. */
    NotificationTrace find(Trace request) {
        Optional<TracedEvent> event = store.event(request.id()).map(this::traced);
        return new NotificationTrace(
                event,
                event.flatMap(TracedEvent::notification)
                        .or(() -> Optional.of(request.id()))
                        .flatMap(store::notification));
    }

    private TracedEvent traced(Stored stored) {
        Optional<Decision> decision =
                switch (Effect.of(stored.event())) {
                    case Effect.Decides decides -> store.decision(decides.key());
                    case Effect.DeletesComment gone -> Optional.empty();
                    case Effect.DeletesPost gone -> Optional.empty();
                    case Effect.Nothing nothing -> Optional.empty();
                };
        return new TracedEvent(
                stored.event().id(),
                stored.event().type(),
                stored.event().actor().map(NotificationApi.Actor::id),
                stored.event().recipientId(),
                stored.event().createdAt(),
                stored.recordedAt(),
                outcome(stored, decision),
                stored.toldNobody().isPresent() ? Optional.empty() : decision.flatMap(Decision::notification));
    }

    private static Outcome outcome(Stored stored, Optional<Decision> decision) {
        return stored.toldNobody()
                .map(Traces::outcome)
                .or(() -> decision.map(found -> outcome(stored, found)))
                .orElseGet(() -> isOwn(stored) ? Outcome.OWN_ACTION : Outcome.ABOUT_NOBODY);
    }

    private static Outcome outcome(Unheard why) {
        return switch (why) {
            case OLDER -> Outcome.OLDER;
            case GONE -> Outcome.GONE;
            case BLOCKED -> Outcome.BLOCKED;
            case MUTED -> Outcome.MUTED;
        };
    }

    private static Outcome outcome(Stored stored, Decision decision) {
        if (!decision.decidedBy().equals(stored.event().id())) {
            return Outcome.SUPERSEDED;
        }
        return decision.stands() ? Outcome.TOLD : Outcome.TOOK_BACK;
    }

    private static boolean isOwn(Stored stored) {
        return stored.event().recipientId().isPresent()
                && stored.event()
                        .actor()
                        .map(NotificationApi.Actor::id)
                        .equals(stored.event().recipientId());
    }
}
