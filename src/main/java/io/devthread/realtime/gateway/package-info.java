/**
 * The only door for clients: it parses, authorises, routes and writes. It has no rules of its own, never waits, and
 * reaches every capability over the bus.
 *
 * <ul>
 *   <li>{@link io.devthread.realtime.gateway.socket}: the WebSocket, taken over from Vert.x at the upgrade; bytes, bounds
 *       and close codes, nothing of users
 *   <li>{@link io.devthread.realtime.gateway.sockjs}: the same over SockJS, for who can't have a WebSocket
 *   <li>{@link io.devthread.realtime.gateway.session}: the protocol of a connection, from the token to the last event
 *   <li>{@link io.devthread.realtime.gateway.poll}: long polls, parked
 *   <li>{@link io.devthread.realtime.gateway.presence}: who is connected here, and whom they see
 *   <li>{@link io.devthread.realtime.gateway.trace}: why an event did, or didn't, arrive, and other questions of operators
 *   <li>{@link io.devthread.realtime.gateway.http}: HTTP API, static app, origins and headers
 * </ul>
 *
 * <p>Shared by them: {@link io.devthread.realtime.gateway.Socket} and its listener,
 * {@link io.devthread.realtime.gateway.Frame} (encoded once for all receivers),
 * {@link io.devthread.realtime.gateway.Connections} (the connection manager of a process, which also says by
 * {@link io.devthread.realtime.gateway.ConnectionMetadata} who is connected),
 * {@link io.devthread.realtime.gateway.Revocations} (whose tokens are refused),
 * {@link io.devthread.realtime.gateway.Admission} (who is let in now, and when the others come back).
 */
package io.devthread.realtime.gateway;
