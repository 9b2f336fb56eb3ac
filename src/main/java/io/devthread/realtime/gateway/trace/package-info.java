/**
 * Why did, or didn't, an event arrive: what operators ask (contract section 6, scope {@code admin}).
 *
 * <p>Most of the answer is not recorded but follows from what is stored anyway: {@link
 * io.devthread.realtime.gateway.trace.Traces} asks messaging (the row of the message), notification (the domain event
 * and what it did), delivery (outbox and log). What is nowhere stored, because it happens to each connection, is
 * remembered by each gateway in one {@link io.devthread.realtime.gateway.trace.TraceRing} of fixed size: woken, written,
 * confirmed, started, resumed, reset, held back, shed, closed. Writing there is the only cost of the hot path.
 *
 * <pre>
 * AdminRoutes ──► Traces ──bus──► devthread.messaging.trace, devthread.notification.trace, devthread.delivery.trace
 *                   │    ──bus──► devthread.trace.NODE of every live gateway ({@link
 *                   ▼              io.devthread.realtime.gateway.trace.Gateways}): its ring and its connections
 *                 Story: the steps in their order, and for each recipient a {@link
 *                 io.devthread.realtime.gateway.trace.Verdict}
 * </pre>
 *
 * <p>{@link io.devthread.realtime.gateway.trace.Figures} counts what the operations page draws. Nothing here knows
 * contents. Walk-through: {@code docs/trace.md}. Where the time went is another question: see {@link
 * io.devthread.realtime.tracing}, whose spans of written frames are made by {@link
 * io.devthread.realtime.gateway.trace.TracedFrames}.
 */
package io.devthread.realtime.gateway.trace;
