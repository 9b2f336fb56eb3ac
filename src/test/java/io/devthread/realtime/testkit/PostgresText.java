package io.devthread.realtime.testkit;

import io.devthread.realtime.platform.PostgresConfig;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Looks through every row of every table of a database. */
public final class PostgresText {
    private PostgresText() {}

    /** The tables in which a text stands in some row, be it in a column of bytes. */
    public static List<String> containing(PostgresConfig config, String text) {
        List<String> found = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection("jdbc:" + config.url(), config.user(), config.password());
                Statement statement = connection.createStatement()) {
            for (String table : tables(statement)) {
                if (contains(statement, table, text)) {
                    found.add(table);
                }
            }
            return found;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> tables(Statement statement) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(
                "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    private static boolean contains(Statement statement, String table, String text) throws SQLException {
        StringBuilder hex = new StringBuilder();
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            hex.append("%02x".formatted(one));
        }
        try (ResultSet rows = statement.executeQuery("SELECT 1 FROM " + table + " AS t WHERE t::text LIKE '%" + text
                + "%' OR t::text LIKE '%" + hex + "%' LIMIT 1")) {
            return rows.next();
        }
    }
}
