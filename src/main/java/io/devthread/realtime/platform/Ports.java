package io.devthread.realtime.platform;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports to listen on. */
public final class Ports {
    private static final int HIGHEST = 65_535;

    private Ports() {}

    /** @throws IllegalArgumentException when it is no port; 0 stands for any free one */
    public static void check(String setting, int port) {
        if (port < 0 || port > HIGHEST) {
            throw new IllegalArgumentException(setting + " must be 0 (any free port) to 65535, not " + port);
        }
    }

    /**
     * Looks before anything else is started, so that a taken port costs the operator a moment and not half a start.
     *
     * @throws IllegalStateException when it is taken, naming the setting to change
     */
    public static void requireFree(String setting, String host, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new IllegalStateException("port " + port + " on " + host + " can't be used (" + e.getMessage()
                    + "): choose another with " + setting);
        }
    }
}
