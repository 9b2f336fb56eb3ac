package io.devthread.realtime.bridge;

import io.vertx.core.Future;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;

/** A SockJS session, of whatever transport. */
record SockJsLink(SockJSSocket socket) implements Link {
    private static final int GOING_AWAY = 1001;

    @Override
    public String door() {
        return "sockjs";
    }

    @Override
    public String replyType() {
        return "rec";
    }

    @Override
    public boolean answersPings() {
        return false;
    }

    @Override
    public Future<Void> write(String frame) {
        return socket.write(frame);
    }

    @Override
    public boolean isStalled(long nowNanos) {
        return false;
    }

    @Override
    public void close() {
        socket.close(GOING_AWAY, "closed by the service");
    }
}
