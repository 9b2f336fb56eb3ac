/**
 * The doors for other services of any language: they call a few addresses of the bus without being of the cluster.
 *
 * <p>Two transports, one protocol, that of Vert.x's event-bus bridges, so that its existing clients work:
 *
 * <ul>
 *   <li>TCP ({@link io.devthread.realtime.bridge.TcpBridgeVerticle}, port 7000): a frame is four bytes of length and JSON
 *   <li>SockJS ({@link io.devthread.realtime.bridge.SockJsBridge}, {@code /eventbus/*}): a frame is a SockJS message
 * </ul>
 *
 * <pre>
 * → {"type":"send","address":"devthread.events","replyAddress":"1","headers":{"authorization":"Bearer …"},"body":{…}}
 * ← {"type":"message","address":"1","body":{"status":"accepted","id":"…"}}            ("rec" over SockJS)
 * ← {"type":"err","address":"1","failureCode":403,"failureType":"RECIPIENT_FAILURE",
 *    "message":"{\"code\":\"forbidden\",\"message\":\"…\"}"}
 * → {"type":"ping"}   ← {"type":"pong"} (TCP only)
 * </pre>
 *
 * <p>Addresses: {@code devthread.events}, {@code devthread.presence.query}, {@code devthread.notifications.unread_count},
 * and no other: {@link io.devthread.realtime.bridge.PermittedAddress}. All need a token with {@code events:publish},
 * in the frame or, over SockJS, in the URL; it is looked at anew for each call, so what has expired or been revoked
 * ends at once. No tables, no addresses of its own.
 *
 * <p>Flow: bytes → {@link io.devthread.realtime.bridge.FrameSplitter} or SockJS →
 * {@link io.devthread.realtime.bridge.Peer} (bounds) → {@link io.devthread.realtime.bridge.ClientFrame} (form) →
 * {@link io.devthread.realtime.bridge.Peers} (token) → {@code PermittedAddress} (scope, record) → bus → answer.
 *
 * <p>Why not the bridges that Vert.x brings: the TCP one waits for as many bytes as a peer announces, the body
 * {@code null} passes their {@code match} rules, headers of another form throw, a reply address becomes an address of the
 * bus, and neither bounds what a peer leaves unanswered. What is left of them here is the form of the frames.
 */
package io.devthread.realtime.bridge;
