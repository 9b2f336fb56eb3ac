package io.devthread.realtime.gateway.session;

import io.devthread.realtime.bus.Refusal;
import java.util.List;

/**
 * The data of {@code presence/set_status}.
 *
 * @param automatic what the device has noticed of its user, and only that: it says nothing of what the person wants, and
 *     never beats it
 */
record StatusChange(String status, boolean automatic) {
    private static final String ACTIVE = "online";
    private static final List<String> NOTICED = List.of(ACTIVE, "away");
    private static final List<String> CHOSEN = List.of(ACTIVE, "away", "busy", "offline");

    record Ack(String status) {}

    static StatusChange of(Data data) {
        StatusChange change = new StatusChange(
                data.text("status"), data.optionalFlag("automatic").orElse(false));
        List<String> allowed = change.automatic() ? NOTICED : CHOSEN;
        if (!allowed.contains(change.status())) {
            throw Refusal.invalid("status", "must be one of " + String.join(", ", allowed));
        }
        return change;
    }

    boolean isActive() {
        return status.equals(ACTIVE);
    }

    Ack ack() {
        return new Ack(status);
    }
}
