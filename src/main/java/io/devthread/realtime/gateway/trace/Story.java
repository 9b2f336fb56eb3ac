package io.devthread.realtime.gateway.trace;

import io.devthread.realtime.delivery.DeliveryApi;
import io.devthread.realtime.gateway.trace.TraceApi.Seen;
import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.TracedNotification;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

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
        return subject instanceof Subject.Message sent
                ? Optional.of(sent.message().id().value())
                : Optional.empty();
    }

    /** Of an event that is about none, the one that its frame names. */
    private Optional<UUID> notification() {
        return switch (subject) {
            case Subject.Message message -> Optional.empty();
            case Subject.Told told -> told.notification().map(TracedNotification::id);
            case Subject.Frame frame ->
                logs.values().stream()
                        .flatMap(log -> log.logged().stream())
                        .flatMap(event -> event.notification().stream())
                        .findFirst();
        };
    }
}
