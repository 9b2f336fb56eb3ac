package io.devthread.realtime.platform;

/**
 * Where health, metrics and log levels are served: never on the public port.
 *
 * @param host the address to listen on, default 127.0.0.1
 * @param port default 8083; 0 for any free one
 */
public record ManagementConfig(String host, int port) {
    public ManagementConfig {
        Ports.check("management.port", port);
    }
}
