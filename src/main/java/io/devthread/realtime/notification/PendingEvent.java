package io.devthread.realtime.notification;

import io.devthread.realtime.notification.NotificationApi.Accepted;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.vertx.core.Promise;

/** A domain event that has been taken and not yet answered. */
record PendingEvent(DomainEvent event, Promise<Accepted> answer) {
    PendingEvent(DomainEvent event) {
        this(event, Promise.promise());
    }
}
