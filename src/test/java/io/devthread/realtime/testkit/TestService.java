package io.devthread.realtime.testkit;

import io.devthread.realtime.Main;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Cluster;
import io.devthread.realtime.platform.PostgresConfig;
import io.devthread.realtime.platform.RedisConfig;
import io.devthread.realtime.platform.TokenSigner;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The whole service in this JVM, started through {@link Main} as an operator would, on free ports, with a database and
 * a Redis of its own. Its ports and stores stay when it is stopped and started again.
 */
public final class TestService implements AutoCloseable {
    public static final String ALL_GROUPS = "gateway,messaging,notification,presence,feed,polling,community";

    /** Nobody's real password is kept in a test. */
    public static final Map<String, String> CHEAP_HASHES =
            Map.of("DEVTHREAD_COMMUNITY_HASH_MEMORY_KIB", "1024", "DEVTHREAD_COMMUNITY_HASH_ITERATIONS", "1");

    private final Map<String, String> environment = new HashMap<>();
    private final ServiceAddress address = new ServiceAddress(FreePorts.next());
    private final int managementPort = FreePorts.next();
    private final int bridgePort = FreePorts.next();
    private final PostgresConfig postgres;
    private final RedisConfig redis;
    private final TokenSigner signer;
    private final Cluster.Joining joining;
    private Main.Running running;

    private TestService(Map<String, String> overrides, Cluster.Joining joining) {
        this.joining = joining;
        TestKeys keys = TestKeys.make();
        postgres = TestStores.postgres();
        redis = TestStores.redis();
        signer = keys.signer();
        environment.putAll(stores(postgres, redis));
        environment.putAll(keys.settings());
        environment.putAll(CHEAP_HASHES);
        environment.put("DEVTHREAD_GATEWAY_HOST", "127.0.0.1");
        environment.put("DEVTHREAD_CLUSTER_NAME", "test-" + Ids.next());
        environment.put("DEVTHREAD_GROUPS", ALL_GROUPS);
        ports();
        environment.putAll(overrides);
    }

    private TestService(TestService first, String groups, Map<String, String> overrides) {
        joining = first.joining;
        postgres = first.postgres;
        redis = first.redis;
        signer = first.signer;
        environment.putAll(first.environment);
        environment.put("DEVTHREAD_GROUPS", groups);
        environment.put("DEVTHREAD_CLUSTER_MEMBERS", "127.0.0.1:" + first.environment.get("DEVTHREAD_CLUSTER_PORT"));
        ports();
        environment.putAll(overrides);
    }

    private void ports() {
        environment.put("DEVTHREAD_GATEWAY_PORT", String.valueOf(address.port()));
        environment.put("DEVTHREAD_MANAGEMENT_PORT", String.valueOf(managementPort));
        environment.put("DEVTHREAD_BRIDGE_PORT", String.valueOf(bridgePort));
        environment.put("DEVTHREAD_CLUSTER_PORT", String.valueOf(FreePorts.next()));
    }

    public static TestService start() {
        return start(Map.of());
    }

    public static TestService start(Map<String, String> overrides) {
        return start(overrides, Cluster::join);
    }

    /** @param joining its way into the cluster, and that of each further process */
    public static TestService start(Map<String, String> overrides, Cluster.Joining joining) {
        TestService service = new TestService(overrides, joining);
        service.startAgain();
        return service;
    }

    /** One more process of the same cluster, on the same stores. */
    public TestService another(String groups) {
        return another(groups, Map.of());
    }

    public TestService another(String groups, Map<String, String> overrides) {
        TestService more = new TestService(this, groups, overrides);
        more.startAgain();
        return more;
    }

    public static Map<String, String> stores(PostgresConfig postgres, RedisConfig redis) {
        return Map.of(
                "DEVTHREAD_POSTGRES_URL", postgres.url(),
                "DEVTHREAD_POSTGRES_USER", postgres.user(),
                "DEVTHREAD_POSTGRES_PASSWORD", postgres.password(),
                "DEVTHREAD_REDIS_URL", redis.url());
    }

    public void startAgain() {
        running = Main.start(new String[0], environment, joining);
    }

    public void stop() {
        running.close();
    }

    @Override
    public void close() {
        stop();
    }

    public ServiceAddress address() {
        return address;
    }

    /** Of the TCP bridge. */
    public int bridgePort() {
        return bridgePort;
    }

    public URI management(String path) {
        return new ServiceAddress(managementPort).http(path);
    }

    /** A metric without labels, as Prometheus shows it. */
    public double metric(String name) {
        return metric(new ServiceAddress(managementPort), name);
    }

    static double metric(ServiceAddress management, String name) {
        String prefix = name + " ";
        return TestUser.request(management, Optional.empty(), "GET", "/metrics", Optional.empty())
                .response()
                .body()
                .lines()
                .filter(line -> line.startsWith(prefix))
                .mapToDouble(line -> Double.parseDouble(line.substring(prefix.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }

    public PostgresConfig postgres() {
        return postgres;
    }

    public RedisConfig redis() {
        return redis;
    }

    /** A user that only its token knows; enough for everything but conversations. */
    public String token(UserId user) {
        return token(user, Instant.now().plusSeconds(600));
    }

    public String token(UserId user, Instant expiresAt, String... scopes) {
        return signer.sign(user, "user", Set.of(scopes), Instant.now(), expiresAt);
    }

    public TestUser register(String username) {
        return TestUser.register(address, username);
    }
}
