package io.devthread.realtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.FreePorts;
import io.devthread.realtime.testkit.ServiceProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees of {@code scripts/run}, which starts exactly this. */
class EmbeddedMainIT {
    @TempDir
    Path folder;

    @Test
    void saysWhereItIsAndStopsEverythingOnSigterm() {
        int port = FreePorts.next();
        try (ServiceProcess service =
                ServiceProcess.startEmbedded(folder, Map.of("PORT", "" + port)).awaitReady()) {
            StoreProcess postgres = PostgresStore.process(folder.resolve("postgres"));
            StoreProcess redis = RedisStore.process(folder.resolve("redis"));
            assertThat(postgres.isRunning()).isTrue();
            assertThat(redis.isRunning()).isTrue();

            service.stop();

            assertThat(service.log())
                    .contains("http://localhost:" + port, "alice, bob, carol or dave", folder.toString());
            assertThat(postgres.isRunning()).isFalse();
            assertThat(redis.isRunning()).isFalse();
        }
    }

    @Test
    void aStopInTheMiddleOfTheStartLeavesNothingBehindAndComplainsOfNothing() {
        StoreProcess redis = RedisStore.process(folder.resolve("redis"));
        try (ServiceProcess service = ServiceProcess.startEmbedded(folder, Map.of())) {
            Eventually.holds("Redis is up", Duration.ofSeconds(60), redis::isRunning);

            service.stop();

            assertThat(service.log()).doesNotContain("can't start", "\tat ");
            assertThat(redis.isRunning()).isFalse();
            assertThat(PostgresStore.process(folder.resolve("postgres")).isRunning())
                    .isFalse();
        }
    }

    @Test
    void whatAKillLeavesBehindIsEndedByTheNextStartOnThatFolderOnly() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path here = Files.createDirectory(folder.resolve("here"));
        try (ServiceProcess neighbour =
                ServiceProcess.startEmbedded(elsewhere, Map.of()).awaitReady()) {
            ServiceProcess killed = ServiceProcess.startEmbedded(here, Map.of()).awaitReady();
            long postgres = pid(PostgresStore.process(here.resolve("postgres")));
            long redis = pid(RedisStore.process(here.resolve("redis")));
            String key = Files.readString(here.resolve("keys/signing-key.pem"));
            killed.kill();
            assertThat(Files.exists(Path.of("/proc", "" + postgres)))
                    .as("orphan")
                    .isTrue();

            try (ServiceProcess next =
                    ServiceProcess.startEmbedded(here, Map.of()).awaitReady()) {
                assertThat(next.isAlive()).isTrue();
                assertThat(pid(PostgresStore.process(here.resolve("postgres")))).isNotEqualTo(postgres);
                assertThat(pid(RedisStore.process(here.resolve("redis")))).isNotEqualTo(redis);
                assertThat(commandLine(postgres)).doesNotContain(here.toString());
                assertThat(commandLine(redis)).doesNotContain(here.toString());
                assertThat(Files.readString(here.resolve("keys/signing-key.pem")))
                        .isEqualTo(key);
                assertThat(neighbour.isReady()).as("the neighbour lives on").isTrue();
            }
        }
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = "" + taken.getLocalPort();

            assertFailsWith(Map.of("PORT", port), "port " + port + " is taken: set PORT");
            assertFailsWith(Map.of("MANAGEMENT_PORT", port), "port " + port + " is taken: set MANAGEMENT_PORT");
            assertFailsWith(Map.of("BRIDGE_PORT", port), "port " + port + " is taken: set BRIDGE_PORT");
        }
    }

    @Test
    void aFolderThatCannotBeUsedIsNamed() throws Exception {
        Path file = Files.createFile(folder.resolve("a-file"));
        try (ServiceProcess service = ServiceProcess.startEmbedded(file, Map.of())) {
            assertThat(service.awaitEnd()).isEqualTo(1);
            assertThat(service.log()).hasLineCount(1).contains("cannot use the data folder " + file);
        }
    }

    @Test
    void aFolderInUseIsNamed() {
        try (DataDirectory held = DataDirectory.open(folder)) {
            assertFailsWith(Map.of(), "the data folder " + held.root() + " (DATA_DIR) is in use");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void assertFailsWith(Map<String, String> settings, String line) {
        try (ServiceProcess service = ServiceProcess.startEmbedded(folder, settings)) {
            assertThat(service.awaitEnd()).isEqualTo(1);
            assertThat(service.log()).hasLineCount(1).contains(line);
        }
    }

    private static long pid(StoreProcess process) {
        return process.pid().orElseThrow();
    }

    /** Empty for a process that is gone, or a zombie. */
    private static String commandLine(long pid) throws Exception {
        Path file = Path.of("/proc", "" + pid, "cmdline");
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
