package io.devthread.realtime.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a person may set for {@code scripts/run}.
 *
 * @param port PORT, default 8082: the app, its API and its sockets
 * @param managementPort MANAGEMENT_PORT, default 8083: health and metrics
 * @param bridgePort BRIDGE_PORT, default 7000: the TCP event-bus bridge for other services
 * @param dataDirectory DATA_DIR, default {@code data}: absolute, all that is kept
 */
record RunSettings(int port, int managementPort, int bridgePort, Path dataDirectory) {
    RunSettings {
        requireDifferent("PORT and MANAGEMENT_PORT", port, managementPort);
        requireDifferent("PORT and BRIDGE_PORT", port, bridgePort);
        requireDifferent("MANAGEMENT_PORT and BRIDGE_PORT", managementPort, bridgePort);
    }

    static RunSettings from(Map<String, String> environment) {
        return new RunSettings(
                port(environment, "PORT").orElse(8082),
                port(environment, "MANAGEMENT_PORT").orElse(8083),
                port(environment, "BRIDGE_PORT").orElse(7000),
                dataDirectory(environment));
    }

    static Path dataDirectory(Map<String, String> environment) {
        return Path.of(value(environment, "DATA_DIR").orElse("data"))
                .toAbsolutePath()
                .normalize();
    }

    private static void requireDifferent(String names, int one, int other) {
        if (one == other) {
            throw new StartFailure(names + " are both " + one + ": give each its own");
        }
    }

    private static Optional<Integer> port(Map<String, String> environment, String key) {
        return value(environment, key).map(text -> {
            if (text.matches("[0-9]{1,5}")) {
                int port = Integer.parseInt(text);
                if (port >= 1 && port <= 65_535) {
                    return port;
                }
            }
            throw new StartFailure(key + " must be a port, 1 to 65535, not '" + text + "'");
        });
    }

    private static Optional<String> value(Map<String, String> environment, String key) {
        return Optional.ofNullable(environment.get(key)).map(String::strip).filter(text -> !text.isEmpty());
    }
}
