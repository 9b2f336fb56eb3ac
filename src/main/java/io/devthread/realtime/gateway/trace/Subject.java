package io.devthread.realtime.gateway.trace;

import io.devthread.realtime.delivery.DeliveryApi.LoggedEvent;
import io.devthread.realtime.delivery.DeliveryApi.WaitingEvent;
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

    /** Tells a person's devices of notifications, and brings none. */
    String READ = "notifications_read";

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

    /** By which events about it are known in a log: their own ids, or that of the message or the notification. */
    default List<UUID> about() {
        return switch (this) {
            case Message sent ->
                List.of(sent.message().event(), sent.message().id().value());
            case Told told ->
                told.notification().map(TracedNotification::id).stream().toList();
            case Frame frame -> List.of(frame.event());
        };
    }

    /** Whether the event brings it to its people; others say what became of it later: edited, delivered, read. */
    default boolean isBroughtBy(LoggedEvent event) {
        return switch (this) {
            case Message sent -> event.id().equals(sent.message().event());
            case Told told -> !event.event().equals(READ);
            case Frame frame -> true;
        };
    }

    /** The same, of one that waits to be logged. */
    default boolean isHeldBy(WaitingEvent event) {
        return switch (this) {
            case Message sent -> event.id().equals(sent.message().event());
            case Told told -> true;
            case Frame frame -> true;
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
