/**
 * The protocol of contract section 2 over any {@link io.devthread.realtime.gateway.Socket}: who a client is, what it may
 * command, and how it gets every durable event in order, each once.
 *
 * <p>Start with {@link io.devthread.realtime.gateway.session.ClientConnection}: one client from the open socket to its
 * end; {@code Opening} takes it from its token to the welcome. {@code Interpreter} makes a
 * {@link io.devthread.realtime.gateway.session.Command} of a frame from the client; {@code Commands} holds the table of what it may ask, checks the
 * rate limits and sends the one reply. Durable events come the other way:
 *
 * <pre>
 * bus: devthread.wake.NODE ──► WakeListener ──► DurableFeed.wake ──► ResumeBuffer ──► socket, in seq order
 *                                                    ▲      └── gap: one read of the log ──┘
 *          PositionCheck, every 3 s: one Redis call per bucket finds who is behind
 * </pre>
 *
 * <p>What a client confirms of them goes to messaging, gathered for the whole process:
 * {@link io.devthread.realtime.gateway.session.Confirmations}.
 *
 * <p>{@code Drain} lets all go when the process stops.
 *
 * <p>{@link io.devthread.realtime.gateway.session.Sessions} is what runs once per process,
 * {@link io.devthread.realtime.gateway.session.Gateway} what all connections share,
 * {@link io.devthread.realtime.gateway.session.SessionMetrics} what operators see of them. Addresses heard here:
 * {@code devthread.wake.NODE}, {@code devthread.ephemeral.NODE}, {@code devthread.replaced.NODE},
 * and for operators {@code devthread.trace.NODE}, {@code devthread.connections.NODE}, {@code devthread.figures.NODE}. Redis is reached only through
 * {@link io.devthread.realtime.delivery.Logs}.
 */
package io.devthread.realtime.gateway.session;
