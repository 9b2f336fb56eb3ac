package io.devthread.realtime.gateway;

import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import java.time.Instant;

/** What {@link Connections} needs to know of a connection. The values never change. */
public interface Member {
    /** Unique in this process; of {@link Ids#next}. */
    String connectionId();

    UserId user();

    Socket socket();

    /** See {@link UserAgent}; empty where the client gave none. */
    String userAgent();

    /** Its id says so, and costs nothing more. */
    default Instant connectedAt() {
        return Ids.madeAt(connectionId());
    }
}
