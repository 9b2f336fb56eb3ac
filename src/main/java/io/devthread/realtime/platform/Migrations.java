package io.devthread.realtime.platform;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;

/**
 * Brings the schema up to date, once per process start and before anything is served. Flyway takes a lock in the
 * database, so processes that start together wait for each other. Blocking: not for an event loop.
 */
public final class Migrations {
    private static final int RETRIES = 10;

    /** With ten retries: half a minute for a database that is starting, no more for one that will never answer. */
    private static final int LONGEST_PAUSE_SECONDS = 3;

    /** Class 28 of the SQL states: a wrong password, or a name that is not known. */
    private static final String NOT_LET_IN = "28";

    private Migrations() {}

    /** @throws org.flywaydb.core.api.FlywayException when the database is away or has a schema that this build does not know */
    public static void apply(PostgresConfig config) {
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(address(config), config.user(), config.password())
                .locations("classpath:db/migration")
                .connectRetries(mayLetIn(config) ? RETRIES : 0)
                .connectRetriesInterval(LONGEST_PAUSE_SECONDS)
                .load()
                .migrate();
    }

    /** A database that answers no does so in half a minute, too: whoever mistyped a password hears of it at once. */
    private static boolean mayLetIn(PostgresConfig config) {
        try {
            DriverManager.getConnection(address(config), config.user(), config.password())
                    .close();
            return true;
        } catch (SQLException e) {
            return e.getSQLState() == null || !e.getSQLState().startsWith(NOT_LET_IN);
        }
    }

    private static String address(PostgresConfig config) {
        return "jdbc:" + config.url();
    }
}
