/**
 * The event bus as this service uses it: typed addresses, records that are plain JSON on the wire, failures as replies.
 *
 * <p>Start with {@link io.devthread.realtime.bus.Bus}. A capability names its places in its {@code XApi} as
 * {@link io.devthread.realtime.bus.Address} (asks and gets an answer) or {@link io.devthread.realtime.bus.Topic} (tells).
 * {@link io.devthread.realtime.bus.Failure} is the one table of errors, {@link io.devthread.realtime.bus.Refusal} the one
 * exception. {@link io.devthread.realtime.bus.BusObserver} is told what came to nothing, for metrics;
 * {@link io.devthread.realtime.bus.TraceIds} names in the log the traces that it belonged to.
 */
package io.devthread.realtime.bus;
