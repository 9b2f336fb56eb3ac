package io.devthread.realtime.gateway.session;

import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.gateway.socket.WebSocketUpgrade;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code GET /ws}: asks for admission (HTTP 503 otherwise), checks the token, where there is one, before the upgrade (401
 * otherwise) and hands the socket to a {@link ClientConnection}. The origin has been checked before.
 */
public final class WebSocketRoute implements Handler<RoutingContext> {
    private final Gateway gateway;
    private final WebSocketUpgrade upgrade;
    private final Handshakes handshakes;

    public WebSocketRoute(Gateway gateway, WebSocketUpgrade upgrade) {
        this.gateway = gateway;
        this.upgrade = upgrade;
        this.handshakes = new Handshakes(gateway);
    }

    @Override
    public void handle(RoutingContext ctx) {
        try {
            Handshake handshake = handshakes.admit(ctx.request());
            if (!upgrade.upgrade(ctx.request(), socket -> ClientConnection.open(gateway, socket, handshake))) {
                handshakes.dismiss(handshake);
            }
        } catch (Refusal refusal) {
            ctx.fail(refusal.failure().httpStatus(), refusal);
        }
    }
}
