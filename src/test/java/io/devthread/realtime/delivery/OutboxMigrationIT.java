package io.devthread.realtime.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.platform.PostgresConfig;
import io.devthread.realtime.testkit.TestStores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class OutboxMigrationIT {
    @Test
    void migrationCanBeUndoneAndDoneAgain() throws Exception {
        PostgresConfig config = TestStores.postgres();
        try (Connection connection =
                DriverManager.getConnection("jdbc:" + config.url(), config.user(), config.password())) {
            assertThat(outboxObjects(connection)).isPositive();

            run(connection, "undo/U2__create_outbox_table.sql");
            assertThat(outboxObjects(connection)).isZero();

            run(connection, "V2__create_outbox_table.sql");
            assertThat(outboxObjects(connection)).isPositive();
        }
    }

    private static void run(Connection connection, String file) throws SQLException, IOException {
        try (var text = OutboxMigrationIT.class.getResourceAsStream("/db/migration/" + file);
                var statement = connection.createStatement()) {
            statement.execute(new String(text.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static int outboxObjects(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var count = statement.executeQuery("select count(*) from pg_class where relname like 'outbox%'")) {
            count.next();
            return count.getInt(1);
        }
    }
}
