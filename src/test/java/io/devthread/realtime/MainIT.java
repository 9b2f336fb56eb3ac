package io.devthread.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devthread.realtime.config.ConfigException;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.platform.PostgresConfig;
import io.devthread.realtime.platform.TestKeys;
import io.devthread.realtime.testkit.FreePorts;
import io.devthread.realtime.testkit.TestStores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainIT {
    private static final KeyPair KEY = TestKeys.rsa(2_048);

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void settings() {
        PostgresConfig postgres = TestStores.postgres();
        environment.put("DEVTHREAD_POSTGRES_URL", postgres.url());
        environment.put("DEVTHREAD_POSTGRES_USER", postgres.user());
        environment.put("DEVTHREAD_POSTGRES_PASSWORD", postgres.password());
        environment.put("DEVTHREAD_REDIS_URL", TestStores.redis().url());
        environment.put(
                "DEVTHREAD_AUTH_PUBLIC_KEYS",
                TestKeys.publicPem(folder, "public.pem", KEY).toString());
        environment.put("DEVTHREAD_GATEWAY_HOST", "127.0.0.1");
        environment.put("DEVTHREAD_GATEWAY_PORT", "0");
        environment.put("DEVTHREAD_MANAGEMENT_PORT", "0");
        environment.put("DEVTHREAD_BRIDGE_PORT", "0");
        environment.put("DEVTHREAD_CLUSTER_NAME", "test-" + Ids.next());
        environment.put("DEVTHREAD_CLUSTER_PORT", Integer.toString(FreePorts.next()));
    }

    @Test
    void aProcessServesUntilItIsClosedAndThenIsGone() throws Exception {
        Main.Running running = Main.start(new String[0], environment);
        int gateway = running.gatewayPort();
        int management = running.managementPort();
        try (running) {
            assertThat(status(management, "/health/ready")).isEqualTo(200);
            assertThat(status(gateway, "/api/v1/conversations")).isEqualTo(401);
            assertThat(status(gateway, "/metrics")).isEqualTo(404);
        }
        running.close();
        assertThatThrownBy(() -> status(gateway, "/")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> status(management, "/health/live")).isInstanceOf(IOException.class);
    }

    @Test
    void aProcessWithoutTheGatewayHasOnlyItsManagementPort() throws Exception {
        try (Main.Running running = Main.start(new String[] {"--groups=notification"}, environment)) {
            assertThat(running.gatewayPort()).isZero();
            assertThat(status(running.managementPort(), "/health/ready")).isEqualTo(200);
        }
    }

    @Test
    void aTakenPortIsNamedWithTheSettingToChange() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (String setting : new String[] {"gateway.port", "bridge.port", "management.port", "cluster.port"}) {
                Map<String, String> clash = new HashMap<>(environment);
                clash.put(
                        "DEVTHREAD_"
                                + setting.toUpperCase(java.util.Locale.ROOT).replace('.', '_'),
                        Integer.toString(taken.getLocalPort()));
                assertThatThrownBy(() -> Main.start(new String[0], clash))
                        .isInstanceOf(StartException.class)
                        .hasMessageContaining("port " + taken.getLocalPort() + " on 127.0.0.1")
                        .hasMessageContaining(setting)
                        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
            }
        }
    }

    @Test
    void withoutAKeyItDoesNotStart() {
        environment.remove("DEVTHREAD_AUTH_PUBLIC_KEYS");
        assertThatThrownBy(() -> Main.start(new String[0], environment))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("auth has no usable key");
    }

    @Test
    void theSampleApplicationNeedsItsSigningKey() {
        assertThatThrownBy(() -> Main.start(new String[] {"--groups=community"}, environment))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("community.signing_key must be set");
        environment.put("DEVTHREAD_COMMUNITY_SIGNING_KEY", "/nowhere.pem");
        assertThatThrownBy(() -> Main.start(new String[] {"--groups=community"}, environment))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("community.signing_key /nowhere.pem can't be read");
    }

    @Test
    void aKeysetThatCanNotBeUsedIsNamedWithItsSetting() throws Exception {
        Path keyset = folder.resolve("keyset.json");
        environment.put("DEVTHREAD_MESSAGING_ENCRYPTION_KEYSET", keyset.toString());
        assertRefused("messaging.encryption.keyset " + keyset + " can't be read");
        Files.writeString(keyset, "{}");
        assertRefused("messaging.encryption.keyset " + keyset + " holds no keyset with a primary key for AEAD");
    }

    @Test
    void whatWasEncryptedNeedsItsKeysAlsoWhenEncryptionIsSwitchedOff() throws Exception {
        Path keyset = folder.resolve("keyset.json");
        KeysetMain.run("new", keyset.toString());
        environment.put("DEVTHREAD_MESSAGING_ENCRYPTION_KEYSET", keyset.toString());
        String[] notification = {"--groups=notification"};
        Main.start(notification, environment).close();
        environment.put("DEVTHREAD_MESSAGING_ENCRYPTION_ENCRYPT", "false");
        Main.start(notification, environment).close();

        environment.remove("DEVTHREAD_MESSAGING_ENCRYPTION_KEYSET");
        assertRefused("messaging.encryption.keyset lacks ");
    }

    private void assertRefused(String why) {
        assertThatThrownBy(() -> Main.start(new String[] {"--groups=notification"}, environment))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(why)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    /** At once: with the retries for a database that is starting it would take half a minute. */
    @Test
    void aDatabaseThatLetsNobodyInIsNamed() {
        environment.put("DEVTHREAD_POSTGRES_USER", "nobody-of-this-name");
        long begun = System.nanoTime();
        assertThatThrownBy(() -> Main.start(new String[0], environment))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("the database at " + environment.get("DEVTHREAD_POSTGRES_URL"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
    }

    private static int status(int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
