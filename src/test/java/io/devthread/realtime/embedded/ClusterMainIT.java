package io.devthread.realtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.FreePorts;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.ServiceAddress;
import io.devthread.realtime.testkit.ServiceProcess;
import io.devthread.realtime.testkit.SockJsWire;
import io.devthread.realtime.testkit.TestUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees of {@code scripts/cluster}, which starts exactly this. The tests that kill come last. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterMainIT {
    private static final ServiceAddress ADDRESS = new ServiceAddress(FreePorts.next());
    /** Nine JVMs on a busy machine take their time. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    static Path folder;

    private static ServiceProcess cluster;
    private static TestUser alice;
    private static TestUser bob;

    @BeforeAll
    static void start() {
        cluster = ServiceProcess.startCluster(folder, Map.of("PORT", "" + ADDRESS.port()));
        Eventually.holds(
                "the cluster is up; its log:\n" + cluster.log(),
                PATIENCE,
                () -> !cluster.isAlive() || cluster.log().contains("DevThread is ready at"));
        assertThat(cluster.isAlive()).as(cluster.log()).isTrue();
        alice = TestUser.register(ADDRESS, "alice_c");
        bob = TestUser.register(ADDRESS, "bob_c");
    }

    @AfterAll
    static void stop() throws IOException {
        cluster.close();
        try (Stream<Path> files = Files.list(folder.resolve("processes"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".pid")).filter(ClusterMainIT::isRunning))
                    .as("left behind")
                    .isEmpty();
        }
    }

    @Test
    @Order(1)
    void thereIsAProcessForEachGroupAndTwoGatewaysBehindOneAddress() {
        ServiceAddress management = new ServiceAddress(cluster.managementPort());
        JsonNode report = TestUser.request(management, Optional.empty(), "GET", "/health/ready", Optional.empty())
                .body();
        assertThat(report.path("ready").asBoolean()).isTrue();
        List<String> names = new ArrayList<>();
        report.path("processes").fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .containsExactly(
                        "messaging",
                        "notification",
                        "presence",
                        "feed",
                        "polling",
                        "community",
                        "gateway-1",
                        "gateway-2");
        assertThat(cluster.log()).contains("http://localhost:" + ADDRESS.port(), "alice, bob, carol or dave");
    }

    @Test
    @Order(2)
    void messagesGoFromOneGatewaysClientToTheOthers() {
        String conversation = alice.conversationWith(bob);
        try (RealtimeClient one = alice.connect();
                RealtimeClient other = alice.connect();
                RealtimeClient partner = bob.connect()) {
            Stream.of(one, other, partner).forEach(RealtimeClient::awaitWelcome);
            assertThat(gateway("gateway-1", "devthread_connections"))
                    .as("in turn")
                    .isBetween(1.0, 2.0);

            assertThat(send(one, conversation, "across").path("type").asText()).isEqualTo("ack");

            Stream.of(one, other, partner)
                    .forEach(client -> assertThat(client.awaitDurable(1)).hasSize(1));
        }
    }

    @Test
    @Order(2)
    void aSockJsSessionStaysWhereItIsOverAnyConnection() {
        for (int i = 0; i < 4; i++) {
            try (RealtimeClient client =
                    SockJsWire.open(ADDRESS, SockJsWire.Transport.POLLING, "?token=" + alice.token())) {
                client.awaitWelcome();
                assertThat(client.call("system", "ping", Map.of()).path("event").asText())
                        .isEqualTo("pong");
            }
        }
    }

    @Test
    @Order(3)
    void theClientOfAKilledGatewayComesBackOverTheSameAddress() throws IOException {
        String conversation = alice.conversationWith(bob);
        List<RealtimeClient> devices = List.of(alice.connect(), alice.connect());
        List<JsonNode> welcomes =
                devices.stream().map(RealtimeClient::awaitWelcome).toList();
        long victim = pid("gateway-1");

        ProcessHandle.of(victim).orElseThrow().destroyForcibly();

        Eventually.holds(
                "a connection is gone", PATIENCE, () -> devices.stream().anyMatch(RealtimeClient::isClosed));
        JsonNode welcome = welcomes.get(devices.get(0).isClosed() ? 0 : 1);
        try (RealtimeClient back = alice.resume(welcome, welcome.path("seq").asLong());
                RealtimeClient partner = bob.connect()) {
            assertThat(back.awaitWelcome().path("resume").path("result").asText())
                    .isEqualTo("full");
            assertThat(send(partner, conversation, "after the crash")
                            .path("type")
                            .asText())
                    .isEqualTo("ack");
            back.await("the message", frame -> frame.toString().contains("after the crash"));
        }
        devices.forEach(RealtimeClient::close);
        assertThat(cluster.log()).contains("gateway-1 (process " + victim + ") was killed");
        Eventually.holds("it is started again", PATIENCE, () -> cluster.log().contains("gateway-1 is back (process "));
        assertThat(pid("gateway-1")).isNotEqualTo(victim);
    }

    private static JsonNode send(RealtimeClient client, String conversation, String content) {
        return client.call(
                "message",
                "send_message",
                Map.of("conversation_id", conversation, "content", content, "client_message_id", content));
    }

    private static double gateway(String process, String metric) {
        ServiceAddress management = new ServiceAddress(cluster.managementPort());
        String start = metric + "{process=\"" + process + "\"} ";
        return TestUser.request(management, Optional.empty(), "GET", "/metrics", Optional.empty())
                .response()
                .body()
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToDouble(line -> Double.parseDouble(line.substring(start.length())))
                .findFirst()
                .orElseThrow();
    }

    private static long pid(String process) throws IOException {
        return Long.parseLong(Files.readString(folder.resolve("processes").resolve(process + ".pid"))
                .strip());
    }

    private static boolean isRunning(Path pidFile) {
        try {
            return Files.exists(Path.of("/proc", Files.readString(pidFile).strip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
