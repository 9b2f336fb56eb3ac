package io.devthread.realtime.gateway.trace;

import io.devthread.realtime.delivery.DeliveryApi;
import io.devthread.realtime.delivery.DeliveryApi.LoggedEvent;
import io.devthread.realtime.gateway.trace.TraceApi.Seen;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.TracedNotification;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Everything that is known of a subject, made into the answer. Nothing here asks anybody. */
record Story(Subject subject, Map<UserId, DeliveryApi.Traced> logs, List<Seen> seen) {

    Trace told(UUID id, List<NodeId> silent, Instant now) {
        List<Person> people = subject.users().stream()
                .map(user -> Person.of(user, subject, logs.get(user), seen))
                .toList();
        return new Trace(
                id,
                kind(),
                message(),
                notification(),
                Steps.of(subject, people),
                people.stream().map(Verdicts::of).toList(),
                seen.stream().map(Seen::remembersSince).max(Instant::compareTo).orElse(now),
                silent);
    }

    private String kind() {
        return switch (subject) {
            case Subject.Message message -> "message";
            case Subject.Told told -> told.event().isPresent() ? "domain_event" : "notification";
            case Subject.Frame frame -> "event";
        };
    }

    private Optional<UUID> message() {
        return switch (subject) {
            case Subject.Message sent -> Optional.of(sent.message().id().value());
            case Subject.Told told -> Optional.empty();
            case Subject.Frame frame -> named(LoggedEvent::message);
        };
    }

    private Optional<UUID> notification() {
        return switch (subject) {
            case Subject.Message message -> Optional.empty();
            case Subject.Told told -> told.notification().map(TracedNotification::id);
            case Subject.Frame frame -> named(LoggedEvent::notification);
        };
    }

    /** What a frame names that is about something else: the message that was edited, the notification that grew. */
    private Optional<UUID> named(Function<LoggedEvent, Optional<UUID>> what) {
        return logs.values().stream()
                .flatMap(log -> log.logged().stream())
                .flatMap(event -> what.apply(event).stream())
                .findFirst();
    }
}
