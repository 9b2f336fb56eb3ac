package io.devthread.realtime.testkit;

import io.devthread.realtime.embedded.Ports;

/** Loopback ports that nobody listens on, outside the range of outgoing connections. */
public final class FreePorts {
    private FreePorts() {}

    public static int next() {
        return Ports.free();
    }
}
