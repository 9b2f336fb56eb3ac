package io.devthread.realtime.delivery;

/**
 * One durable event as a user's log keeps it.
 *
 * @param body see {@link FrameBody}; {@link FrameBody#frame(long, String)} makes the whole frame of it
 */
public record Entry(long seq, String body) {}
