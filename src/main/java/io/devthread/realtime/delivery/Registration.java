package io.devthread.realtime.delivery;

import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import java.util.Optional;

/**
 * A connection that has just been authenticated.
 *
 * @param connectionsHere how many connections the user has on the node, this one included, and without one that is
 *     about to be replaced: an absolute number, so that telling it twice changes nothing
 * @param session a new random id (at least 128 bits), for the case that nothing is resumed
 * @param resumedSession what the client says its session was; unknown, foreign or expired ones are not restored
 * @param resumedAfter the last event that the client has; empty for a fresh start
 */
public record Registration(
        UserId user,
        String connection,
        int connectionsHere,
        String session,
        Optional<String> resumedSession,
        Optional<Position> resumedAfter) {}
