package io.devthread.realtime.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.testkit.Connected;
import io.devthread.realtime.testkit.TestStores;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresIT {
    private static final String MODE = "SHOW plan_cache_mode";

    private final Vertx vertx = Vertx.vertx();
    private final Postgres postgres = Connected.to(vertx, TestStores.postgres());

    @AfterEach
    void close() {
        postgres.close().await();
        vertx.close().await();
    }

    @Test
    void plansAreKeptWithinTransactionsAndNotBeyond() {
        assertThat(postgres.inTransaction(PostgresIT::planCacheMode)).isEqualTo("force_generic_plan");

        assertThat(postgres.query(MODE).iterator().next().getString(0)).isEqualTo("auto");
    }

    private static String planCacheMode(SqlConnection connection) {
        return Postgres.await(connection.query(MODE).execute())
                .iterator()
                .next()
                .getString(0);
    }
}
