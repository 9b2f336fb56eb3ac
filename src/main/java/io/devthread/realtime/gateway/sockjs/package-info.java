/**
 * SockJS for clients whose way does not let a WebSocket through: {@code /sockjs/*}, with exactly the frames and
 * guarantees of the WebSocket, one frame per SockJS message. A session is a {@link
 * io.devthread.realtime.gateway.Socket}, so everything above it is the same code.
 *
 * <pre>
 * …/websocket      SockJsWebSocket over our own WebSocket (gateway.socket)
 * …/xhr_streaming  ┐ POST: a Receiver, the answer in which frames go out ──┐
 * …/xhr            ┘                                                       ├── SockJsSession ── ClientConnection
 * …/xhr_send         POST: frames from the client ─────────────────────────┘
 * /sockjs/info     what there is
 * </pre>
 *
 * <p>Not vertx-web's handler. It knows sessions by the client's id alone, queues without a bound, does not tell what a
 * slow reader has not taken, closes with code 3000 whatever the reason, drops the TCP connection after each poll, and
 * reflects every origin; and it would bring back the stock WebSocket. What remains of SockJS without the transports for
 * the browsers of 2011 is this folder. Those (eventsource, htmlfile, jsonp, the iframe page) and the raw
 * {@code /sockjs/websocket} are 404.
 *
 * <p>A session belongs to the user of its token, and to one process: behind several gateways the way must be sticky.
 * Clients that can't have that use long polling, which any node answers.
 */
package io.devthread.realtime.gateway.sockjs;
