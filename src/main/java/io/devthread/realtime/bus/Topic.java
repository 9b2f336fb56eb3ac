package io.devthread.realtime.bus;

/** A place on the bus that is told things and does not answer. What is sent may get lost: it is a hint, never the truth. */
public record Topic<M>(String name, Class<M> message) {}
