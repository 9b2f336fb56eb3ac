/**
 * The public HTTP port: what happens to a request before, beside and instead of a WebSocket.
 *
 * <p>{@link io.devthread.realtime.gateway.http.PublicRouter} shows the whole way of a request: security headers, origin,
 * the sockets' own routes, the API, the documentation, the app. The API is described by {@code resources/api/openapi.yaml}:
 * a call that is not there fails the tests. It is a list of {@link io.devthread.realtime.gateway.http.Route}s in
 * small classes, one per subject ({@code ConversationRoutes}, {@code EventRoutes} …): a new call is one row there and
 * one method that checks the form of what came, asks a capability over the bus and names the answer. Rules are the
 * capability's. Everything runs on the event loop and never waits.
 */
package io.devthread.realtime.gateway.http;
