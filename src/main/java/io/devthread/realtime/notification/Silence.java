package io.devthread.realtime.notification;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.Interaction.Key;

/** What one person does of one kind is not told to the other: one of the two has blocked the other, or it is muted. */
record Silence(UserId user, NotificationType type, UserId actor) {
    static Silence of(Key key) {
        return new Silence(key.group().user(), key.group().type(), key.actor());
    }
}
