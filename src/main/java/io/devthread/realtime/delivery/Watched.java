package io.devthread.realtime.delivery;

import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import java.util.List;

/**
 * What a node believes of one of its users, for the position check.
 *
 * @param position the last event that was written to all of the user's connections here, or taken over for writing
 * @param connectionsHere how many connections the user has on the node
 * @param sessions the sessions of these connections, which are kept alive by the check
 */
public record Watched(UserId user, Position position, int connectionsHere, List<LiveSession> sessions) {
    public record LiveSession(String session, String connection) {}
}
