package io.devthread.realtime.delivery;

import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;

/**
 * A user whose log does not end where the node believed. In the same epoch the gap is to be read
 * ({@link Logs#read}); in another one continuity is lost.
 *
 * @param head the log's end
 */
public record Behind(UserId user, Position head) {}
