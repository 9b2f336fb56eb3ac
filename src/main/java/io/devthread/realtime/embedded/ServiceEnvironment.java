package io.devthread.realtime.embedded;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** The settings of this process' environment, with those that belong to what was started here put over them. */
final class ServiceEnvironment {
    private ServiceEnvironment() {}

    /** What all processes on one data folder have in common; each needs ports of its own as well. */
    static Map<String, String> of(Path dataDirectory, EmbeddedStores stores, SigningKey key) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putIfAbsent("DEVTHREAD_GATEWAY_HOST", "127.0.0.1"); // production listens to the world
        environment.put("DEVTHREAD_BRIDGE_HOST", "127.0.0.1");
        environment.put("DEVTHREAD_POSTGRES_URL", stores.postgres().url());
        environment.put("DEVTHREAD_POSTGRES_USER", stores.postgres().user());
        environment.put("DEVTHREAD_POSTGRES_PASSWORD", stores.postgres().password());
        environment.put("DEVTHREAD_REDIS_URL", stores.redis().url());
        environment.put("DEVTHREAD_AUTH_PUBLIC_KEYS", key.publicKey().toString());
        environment.put("DEVTHREAD_COMMUNITY_SIGNING_KEY", key.privateKey().toString());
        environment.put("DEVTHREAD_CLUSTER_NAME", clusterName(dataDirectory));
        return environment;
    }

    /** One per data folder, so that two installations on one machine never find each other. */
    static String clusterName(Path dataDirectory) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(dataDirectory.toString().getBytes(StandardCharsets.UTF_8));
            return "devthread-" + HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
