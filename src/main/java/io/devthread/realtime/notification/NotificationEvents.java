package io.devthread.realtime.notification;

import com.github.f4b6a3.uuid.UuidCreator;
import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.delivery.FrameBody;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.notification.InboxStore.Inbox;
import io.devthread.realtime.notification.NotificationApi.NewNotification;
import io.devthread.realtime.notification.NotificationApi.Notification;
import io.devthread.realtime.notification.NotificationApi.NotificationBatched;
import io.devthread.realtime.notification.NotificationApi.NotificationUpdated;
import io.devthread.realtime.notification.NotificationApi.NotificationsRead;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The durable events about notifications. Their ids are name-based (RFC 9562, version 5): made twice, they are the same.
 * Each has its place in the order of the person's inbox, so that the log keeps that order whichever process delivers.
 */
final class NotificationEvents {
    private static final String TYPE = "notification";

    private NotificationEvents() {}

    /**
     * What a person is to be told of a notification, as it is now.
     *
     * @param traceparents of the domain events that changed it; of what has waited they are forgotten
     */
    record Change(Notification notification, boolean withdrawn, Untold untold, List<String> traceparents) {}

    /**
     * In one event, but for those that are withdrawn: each of them has its own.
     *
     * @param told is given the events
     * @return the inbox after them
     */
    static Inbox of(List<Change> changes, Inbox inbox, Instant timestamp, Consumer<DurableEvent> told) {
        Inbox after = inbox;
        for (Change change : changes) {
            if (change.withdrawn()) {
                after = after.withNextEvent();
                told.accept(updated(change, after, timestamp));
            }
        }
        List<Change> standing =
                changes.stream().filter(change -> !change.withdrawn()).toList();
        if (!standing.isEmpty()) {
            after = after.withNextEvent();
            told.accept(
                    standing.size() == 1
                            ? single(standing.getFirst(), after, timestamp)
                            : batch(standing, after, timestamp));
        }
        return after;
    }

    /** @param read those that were not read before */
    static DurableEvent read(Inbox inbox, List<UUID> read, boolean all, Instant timestamp) {
        var data = new NotificationsRead(all ? List.of() : read, all, inbox.unread());
        return event("notifications_read", inbox, data, timestamp, List.of());
    }

    private static DurableEvent single(Change change, Inbox inbox, Instant timestamp) {
        return switch (change.untold()) {
            case NEWS -> {
                var data = new NewNotification(change.notification(), inbox.unread());
                yield event("new_notification", inbox, data, timestamp, change.traceparents());
            }
            case UPDATE -> updated(change, inbox, timestamp);
        };
    }

    private static DurableEvent updated(Change change, Inbox inbox, Instant timestamp) {
        var data = new NotificationUpdated(change.notification(), inbox.unread(), change.withdrawn());
        return event("notification_updated", inbox, data, timestamp, change.traceparents());
    }

    private static DurableEvent batch(List<Change> changes, Inbox inbox, Instant timestamp) {
        List<UUID> news = changes.stream()
                .filter(change -> change.untold() == Untold.NEWS)
                .map(change -> change.notification().id())
                .toList();
        var all = changes.stream().map(Change::notification).toList();
        List<String> traceparents = changes.stream()
                .flatMap(change -> change.traceparents().stream())
                .distinct()
                .toList();
        var data = new NotificationBatched(all, news, inbox.unread());
        return event("notification_batch", inbox, data, timestamp, traceparents);
    }

    /** The place says which it is: an inbox has one event at each. */
    private static DurableEvent event(
            String event, Inbox inbox, Object data, Instant timestamp, List<String> traceparents) {
        UUID id = UuidCreator.getNameBasedSha1(inbox.user().value(), event + " " + inbox.lastEvent());
        String body = FrameBody.durable(TYPE, event, id, inbox.user(), data, timestamp);
        return new DurableEvent(id, inbox.user(), body, Optional.of(place(inbox)), traceparents);
    }

    /** What delivery keeps in order is a conversation: here the one that the service has with the person. */
    private static DurableEvent.Order place(Inbox inbox) {
        return new DurableEvent.Order(new ConversationId(inbox.user().value()), inbox.lastEvent());
    }
}
