package io.devthread.realtime.bench;

/** How a client may be connected. */
enum Transport {
    WEBSOCKET("websocket", ""),
    SOCKJS_WEBSOCKET("sockjs-websocket", "websocket"),
    XHR_STREAMING("xhr-streaming", "xhr_streaming"),
    XHR_POLLING("xhr-polling", "xhr");

    private final String label;
    private final String path;

    Transport(String label, String path) {
        this.label = label;
        this.path = path;
    }

    boolean isSockJs() {
        return this != WEBSOCKET;
    }

    boolean isXhr() {
        return this == XHR_STREAMING || this == XHR_POLLING;
    }

    /** A SockJS client must say something now and then where neither a pong nor a new poll shows that it lives. */
    boolean needsPing() {
        return this == SOCKJS_WEBSOCKET || this == XHR_STREAMING;
    }

    /** Below the base URL. @param session the client's own part of a SockJS URL */
    String path(String session) {
        return isSockJs() ? "/sockjs/000/" + session + "/" + path : "/ws";
    }

    /** As the service's metrics call it. */
    @Override
    public String toString() {
        return label;
    }
}
