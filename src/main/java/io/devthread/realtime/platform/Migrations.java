package io.devthread.realtime.platform;

import org.flywaydb.core.Flyway;

/**
 * Brings the schema up to date, once per process start and before anything is served. Flyway takes a lock in the
 * database, so processes that start together wait for each other. Blocking: not for an event loop.
 */
public final class Migrations {
    /** With ten retries: half a minute for a database that is starting, no more for one that will never answer. */
    private static final int LONGEST_PAUSE_SECONDS = 3;

    private Migrations() {}

    /** @throws org.flywaydb.core.api.FlywayException when the database is away or has a schema that this build does not know */
    public static void apply(PostgresConfig config) {
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource("jdbc:" + config.url(), config.user(), config.password())
                .locations("classpath:db/migration")
                .connectRetries(10)
                .connectRetriesInterval(LONGEST_PAUSE_SECONDS)
                .load()
                .migrate();
    }
}
