package io.devthread.realtime.gateway.trace;

import io.devthread.realtime.messaging.MessagingApi.TracedMessage;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.TracedEvent;
import io.devthread.realtime.notification.NotificationApi.TracedNotification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** What was asked about, and whom it was for. */
sealed interface Subject {
    /** Clocks of producers, processes and the database may differ by that. */
    Duration LEEWAY = Duration.ofSeconds(2);

    record Message(TracedMessage message) implements Subject {}

    /** A domain event, the notification that tells of it, or a notification alone. */
    record Told(Optional<TracedEvent> event, Optional<TracedNotification> notification) implements Subject {}

    /** Something else that a client saw: a receipt, an unread count, an edit. */
    record Frame(UUID event, List<UserId> users) implements Subject {}

    /** Whose logs and connections tell more. */
    default List<UserId> users() {
        return switch (this) {
            case Message sent ->
                List.of(sent.message().recipient(), sent.message().sender());
            case Told told ->
                Stream.concat(
                                told.notification().map(TracedNotification::user).stream(),
                                told.event().flatMap(TracedEvent::recipient).stream())
                        .distinct()
                        .toList();
            case Frame frame -> frame.users();
        };
    }

    /** By which its events are known in a log: their own ids, or the notification's. */
    default List<UUID> about() {
        return switch (this) {
            case Message sent -> List.of(sent.message().event());
            case Told told ->
                told.notification().map(TracedNotification::id).stream().toList();
            case Frame frame -> List.of(frame.event());
        };
    }

    /** No event of it is older. */
    default Instant since() {
        return switch (this) {
            case Message sent -> sent.message().sentAt().minus(LEEWAY);
            case Told told ->
                told.event().map(event -> event.recordedAt().minus(LEEWAY)).orElse(Instant.EPOCH);
            case Frame frame -> Instant.EPOCH;
        };
    }
}
