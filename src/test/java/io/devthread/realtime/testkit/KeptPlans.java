package io.devthread.realtime.testkit;

import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.platform.PostgresConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The plans that PostgreSQL makes for the statements of the service's transactions, and keeps: here of empty tables. */
public final class KeptPlans implements AutoCloseable {
    private final Connection connection;
    private final Statement statement;

    public KeptPlans() throws SQLException {
        PostgresConfig config = TestStores.postgres();
        connection = DriverManager.getConnection("jdbc:" + config.url(), config.user(), config.password());
        statement = connection.createStatement();
        statement.execute("SET enable_seqscan = off");
    }

    /** @param values SQL expressions for its parameters, with commas between */
    public List<String> of(String sql, String values) throws SQLException {
        statement.execute(Postgres.BEGIN);
        statement.execute("PREPARE kept AS " + sql);
        List<String> plan = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("EXPLAIN EXECUTE kept(" + values + ")")) {
            while (rows.next()) {
                plan.add(rows.getString(1));
            }
        } finally {
            statement.execute("DEALLOCATE kept");
            statement.execute("ROLLBACK");
        }
        return plan;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
