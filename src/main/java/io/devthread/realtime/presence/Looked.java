package io.devthread.realtime.presence;

import java.time.Instant;
import java.util.Optional;

/**
 * What Redis says of a person now.
 *
 * @param shown to others; empty when Redis knows nothing of the person, who is not there then
 * @param own to the person's own devices
 */
record Looked(String shown, Optional<Instant> lastSeen, long version, String own) {
    static final String OFFLINE = "offline";

    boolean known() {
        return !shown.isEmpty();
    }

    String status() {
        return known() ? shown : OFFLINE;
    }

    boolean isOffline() {
        return status().equals(OFFLINE);
    }
}
