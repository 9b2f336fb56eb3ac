package io.devthread.realtime.testkit;

import java.net.URI;

/** Where a gateway listens. */
public record ServiceAddress(String host, int port) {
    /** On this machine. */
    public ServiceAddress(int port) {
        this("127.0.0.1", port);
    }

    public URI http(String path) {
        return URI.create("http://" + host + ":" + port + path);
    }

    public URI ws() {
        return ws("");
    }

    /** @param query with its question mark, or empty */
    public URI ws(String query) {
        return URI.create("ws://" + host + ":" + port + "/ws" + query);
    }
}
