package io.devthread.realtime.notification;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.model.Cursor;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.CountUnread;
import io.devthread.realtime.notification.NotificationApi.CountUnreadOf;
import io.devthread.realtime.notification.NotificationApi.ListNotifications;
import io.devthread.realtime.notification.NotificationApi.MarkRead;
import io.devthread.realtime.notification.NotificationApi.Notification;
import io.devthread.realtime.notification.NotificationApi.NotificationPage;
import io.devthread.realtime.notification.NotificationApi.UnreadCount;
import io.devthread.realtime.notification.NotificationApi.UnreadCountOf;
import io.devthread.realtime.notification.NotificationApi.UnreadCounts;
import io.devthread.realtime.notification.ReadStore.Marked;
import io.devthread.realtime.platform.PageRules;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** What a person asks about the own notifications, and says of them. */
final class Notifications {
    private static final int MAX_IDS = 100;
    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");
    private static final UUID LAST_ID = new UUID(-1, -1);

    private final ReadStore store;
    private final Consumer<List<DurableEvent>> delivery;
    private final Clock clock;

    /** @param delivery is told what has been committed; it neither waits nor throws */
    Notifications(ReadStore store, Consumer<List<DurableEvent>> delivery, Clock clock) {
        this.store = store;
        this.delivery = delivery;
        this.clock = clock;
    }

    NotificationPage list(ListNotifications request) {
        int limit = PageRules.checkedLimit(request.limit());
        Cursor start = PageRules.cursor(request.cursor(), Cursor.of(micros(END_OF_TIME), LAST_ID));
        List<Notification> found = store.list(request.userId(), moment(start), id(start), limit + 1);
        if (found.size() <= limit) {
            return new NotificationPage(found, Optional.empty());
        }
        Notification last = found.get(limit - 1);
        String next = Cursor.of(micros(last.updatedAt()), last.id()).text();
        return new NotificationPage(found.subList(0, limit), Optional.of(next));
    }

    UnreadCount unreadCount(CountUnread request) {
        return new UnreadCount(store.unread(request.userId()));
    }

    UnreadCounts unreadCounts(CountUnreadOf request) {
        List<UserId> users = Optional.ofNullable(request.userIds()).orElse(List.of());
        if (users.isEmpty() || users.size() > MAX_IDS || users.stream().anyMatch(Objects::isNull)) {
            throw Refusal.invalid("user_ids", "must be a list of 1 to " + MAX_IDS + " UUIDs");
        }
        Map<UserId, Long> unread = store.unread(users);
        return new UnreadCounts(users.stream()
                .distinct()
                .map(user -> new UnreadCountOf(user, unread.getOrDefault(user, 0L)))
                .toList());
    }

    UnreadCount markRead(MarkRead request) {
        check(request);
        Marked marked = store.markRead(request, false, clock.instant());
        delivery.accept(marked.events());
        while (marked.more()) {
            marked = store.markRead(request, true, clock.instant());
            delivery.accept(marked.events());
        }
        return new UnreadCount(marked.unread());
    }

    private static void check(MarkRead request) {
        List<UUID> ids = Optional.ofNullable(request.notificationIds()).orElse(List.of());
        if (request.all() != ids.isEmpty()) {
            throw Refusal.invalid("notification_ids", "or all is required, not both");
        }
        if (ids.size() > MAX_IDS || ids.stream().anyMatch(Objects::isNull)) {
            throw Refusal.invalid("notification_ids", "must be a list of 1 to " + MAX_IDS + " UUIDs");
        }
    }

    /** As exact as it is stored: two of one millisecond must not fall between two pages. */
    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static Instant moment(Cursor cursor) {
        long micros = PageRules.readCursor(() -> Long.parseLong(cursor.key().get(0)));
        return Instant.EPOCH.plus(Math.clamp(micros, 0, micros(END_OF_TIME)), ChronoUnit.MICROS);
    }

    private static UUID id(Cursor cursor) {
        return PageRules.readCursor(() -> Ids.parse(cursor.key().get(1)));
    }
}
