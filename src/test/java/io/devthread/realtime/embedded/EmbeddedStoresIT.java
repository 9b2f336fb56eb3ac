package io.devthread.realtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoresIT {
    @TempDir
    Path folder;

    @Test
    void bothStoresKeepTheirDataThroughARestart() throws Exception {
        try (DataDirectory data = DataDirectory.open(folder)) {
            try (EmbeddedStores stores = EmbeddedStores.start(data)) {
                sql(stores.postgres(), "CREATE TABLE kept AS SELECT 'before'::text AS word");
                redis(stores.redis(), "SET kept before");
            }
            assertThat(PostgresStore.process(data.postgres()).isRunning()).isFalse();
            assertThat(RedisStore.process(data.redis()).isRunning()).isFalse();

            try (EmbeddedStores stores = EmbeddedStores.start(data)) {
                assertThat(sql(stores.postgres(), "SELECT word FROM kept")).isEqualTo("before");
                assertThat(redis(stores.redis(), "STRLEN kept")).isEqualTo(":6");
            }
        }
    }

    @Test
    void postgresIsAsDurableAsInProduction() throws Exception {
        try (DataDirectory data = DataDirectory.open(folder);
                PostgresStore postgres = PostgresStore.start(data, Ports.free())) {
            assertThat(sql(postgres, "SHOW fsync")).isEqualTo("on");
            assertThat(sql(postgres, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(sql(postgres, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(sql(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(sql(postgres, "SELECT rolsuper::text FROM pg_roles WHERE rolname = current_user"))
                    .isEqualTo("false");
        }
    }

    @Test
    void aStoreOfAnotherFolderIsNeverTaken() throws Exception {
        Path other = Files.createDirectory(folder.resolve("redis-of-another"));
        try (DataDirectory data = DataDirectory.open(folder);
                RedisStore redis = RedisStore.start(data, Ports.free())) {
            Files.copy(data.redis().resolve("redis.pid"), other.resolve("redis.pid"));

            assertThat(redis.process().isRunning()).isTrue();
            assertThat(RedisStore.process(other).isRunning()).isFalse();
        }
    }

    @Test
    void aFirstStartThatWasCutShortIsBegunAgain() throws Exception {
        Files.createDirectories(folder.resolve("postgres").resolve("base"));
        Files.createFile(folder.resolve("postgres.unfinished"));
        try (DataDirectory data = DataDirectory.open(folder);
                PostgresStore postgres = PostgresStore.start(data, Ports.free())) {
            assertThat(sql(postgres, "SELECT 'alive'")).isEqualTo("alive");
        }
    }

    @Test
    void brokenDataIsReportedWithItsFolderAndLeftAlone() throws Exception {
        Path precious = Files.createDirectories(folder.resolve("postgres")).resolve("precious");
        Files.writeString(precious, "not PostgreSQL's");
        try (DataDirectory data = DataDirectory.open(folder)) {
            assertThatThrownBy(() -> EmbeddedStores.start(data))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("PostgreSQL cannot start with the data in " + folder.resolve("postgres"))
                    .hasMessageNotContaining("\n");
            assertThat(RedisStore.process(data.redis()).isRunning()).isFalse();
        }
        assertThat(precious).exists();
    }

    @Test
    void aFolderIsHeldByOneAtATime() throws Exception {
        try (DataDirectory data = DataDirectory.open(folder)) {
            assertThatThrownBy(() -> DataDirectory.open(folder))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining(data.root().toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
        DataDirectory.open(folder).close();
    }

    private static String sql(PostgresStore postgres, String sql) throws SQLException {
        try (var connection =
                        DriverManager.getConnection("jdbc:" + postgres.url(), postgres.user(), postgres.password());
                var statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (var rows = statement.getResultSet()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    private static String redis(RedisStore redis, String command) throws IOException {
        int port = Integer.parseInt(redis.url().substring(redis.url().lastIndexOf(':') + 1));
        try (var socket = new java.net.Socket("127.0.0.1", port)) {
            socket.getOutputStream().write((command + "\r\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return new java.io.BufferedReader(new java.io.InputStreamReader(socket.getInputStream())).readLine();
        }
    }
}
