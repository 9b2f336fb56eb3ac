package io.devthread.realtime.model;

/**
 * A place in a user's event log: {@code seq} counts from 1 within one {@code epoch}, contiguously; 0 is the place
 * before the first event. Positions of different epochs can't be compared.
 */
public record Position(String epoch, long seq) {}
