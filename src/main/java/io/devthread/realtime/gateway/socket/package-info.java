/**
 * The raw WebSocket (RFC 6455), taken over from Vert.x at the upgrade. Vert.x serves HTTP up to there; afterwards the
 * channel's pipeline is Netty's frame decoder and our handler, nothing else: 1.5 KB of live heap per idle connection
 * instead of 14, and the right close code for every violation, of which stock Vert.x sends few.
 *
 * <p>Before that, in a crowd: {@link io.devthread.realtime.gateway.socket.WaitingRoom} keeps connections before
 * the event loops, unread, and {@code TurnAway} tells those whom it has no place for when to come back.
 *
 * <p>The way in: {@link io.devthread.realtime.gateway.socket.WebSocketUpgrade} is called from the HTTP route once token
 * and origin are known to be good. {@code Handshake} judges the request, {@code DeflateOffer} its compression offers;
 * {@code VertxInternals} swaps the pipeline: the only class that touches what Vert.x does not promise, pinned by a
 * contract test.
 *
 * <p>Then, for each connection, one {@code WebSocket}: it answers pings, writes prepared
 * {@link io.devthread.realtime.gateway.Frame}s and keeps the close handshake. Its reading half is {@code FrameReader}:
 * {@code Fragments} joins a message, {@code Inflation} inflates it, both bounded. Whatever is wrong with the input is a
 * {@code Violation}, which becomes a close code in one place. What connections of one event loop share (the flush at
 * the end of a turn, the heartbeat, the inflater) is in {@code SocketLoop}, so that an idle connection holds no timer
 * and no buffer.
 */
package io.devthread.realtime.gateway.socket;
