package io.devthread.realtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.platform.PostgresConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class TestStoresIT {
    @Test
    void eachDatabaseIsFresh() throws SQLException {
        PostgresConfig one = TestStores.postgres();
        PostgresConfig other = TestStores.postgres();

        execute(one, "CREATE TABLE seen_by_one (id int)");

        assertThat(one.url()).isNotEqualTo(other.url());
        execute(other, "CREATE TABLE seen_by_one (id int)");
    }

    @Test
    void postgresKeepsWhatWasCommittedBeforeItsDeath() throws SQLException {
        try (TestPostgres own = TestStores.ownPostgres()) {
            PostgresConfig config = own.freshDatabase();
            execute(config, "CREATE TABLE kept (id int)");
            own.kill();
            own.start();
            Eventually.passes(() -> {
                execute(config, "INSERT INTO kept VALUES (1)");
                return null;
            });
        }
    }

    @Test
    void redisIsEmptyAndKeepsItsPortThroughARestart() {
        try (TestRedis own = TestStores.ownRedis()) {
            assertThat(own.command("DBSIZE")).isEqualTo(":0");
            own.command("SET greeting hello");
            own.stop();
            own.start();
            Eventually.passes(() -> own.command("PING"));
            assertThat(own.command("DBSIZE")).isEqualTo(":1");
            own.loseEverything();
            assertThat(own.command("DBSIZE")).isEqualTo(":0");
        }
    }

    @Test
    void eachRedisDatabaseIsAnother() {
        assertThat(TestStores.redis().url()).isNotEqualTo(TestStores.redis().url());
    }

    private static void execute(PostgresConfig config, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:" + config.url(), config.user(), config.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
