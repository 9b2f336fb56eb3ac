package io.devthread.realtime.testkit;

import java.net.URI;

/** Where a gateway listens. */
public record ServiceAddress(int port) {
    public URI http(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public URI ws() {
        return ws("");
    }

    /** @param query with its question mark, or empty */
    public URI ws(String query) {
        return URI.create("ws://127.0.0.1:" + port + "/ws" + query);
    }
}
