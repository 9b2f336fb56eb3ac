package io.devthread.realtime.gateway.session;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.notification.NotificationApi.MarkRead;
import java.util.List;
import java.util.UUID;

/** The data of {@code notification/mark_read}, the same over a socket and over HTTP. */
public final class ReadMarks {
    private static final int MAX_IDS = 100;

    private ReadMarks() {}

    /** @throws Refusal {@code invalid_data}, naming the field */
    public static MarkRead of(UserId user, Data data) {
        boolean all = data.optionalFlag("all").orElse(false);
        if (all == data.has("notification_ids")) {
            throw Refusal.invalid("notification_ids", "or all is required, not both");
        }
        List<UUID> ids = all ? List.of() : data.ids("notification_ids", MAX_IDS, Ids::parse);
        return new MarkRead(user, ids, all);
    }
}
