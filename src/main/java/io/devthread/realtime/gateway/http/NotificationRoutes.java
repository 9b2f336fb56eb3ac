package io.devthread.realtime.gateway.http;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.gateway.session.ReadMarks;
import io.devthread.realtime.notification.NotificationApi;
import io.vertx.core.Future;
import java.util.List;

/** What a person has been told of. */
final class NotificationRoutes {
    private static final String NOTIFICATIONS = "/api/v1/notifications";

    private final Bus bus;

    NotificationRoutes(Bus bus) {
        this.bus = bus;
    }

    List<Route> routes() {
        return List.of(
                Route.get(NOTIFICATIONS, this::list),
                Route.get(NOTIFICATIONS + "/unread-count", this::unreadCount),
                Route.post(NOTIFICATIONS + "/read", this::markRead));
    }

    private Future<Answer> list(ApiCall call) {
        var question = new NotificationApi.ListNotifications(call.user(), call.limit(), call.cursor());
        return bus.call(NotificationApi.LIST, question).map(Answer::ok);
    }

    private Future<Answer> unreadCount(ApiCall call) {
        return bus.call(NotificationApi.UNREAD_COUNT, new NotificationApi.CountUnread(call.user()))
                .map(Answer::ok);
    }

    private Future<Answer> markRead(ApiCall call) {
        return bus.call(NotificationApi.MARK_READ, ReadMarks.of(call.user(), call.data()))
                .map(Answer::ok);
    }
}
