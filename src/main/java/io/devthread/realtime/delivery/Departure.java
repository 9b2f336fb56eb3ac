package io.devthread.realtime.delivery;

import io.devthread.realtime.model.UserId;

/**
 * A connection that is gone. Its session stays restorable for a while, unless a newer connection has taken it over.
 *
 * @param connectionsHere how many connections the user still has on this node
 * @param pollsHere the user has polled there within the last minute: the node is woken for that, too
 */
public record Departure(UserId user, String connection, int connectionsHere, boolean pollsHere, String session) {}
