package io.devthread.realtime.testkit;

import io.devthread.realtime.platform.Migrations;
import io.devthread.realtime.platform.PostgresConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A PostgreSQL server for tests. The schema is migrated once, into a template; each test gets a copy, which takes
 * milliseconds.
 */
public final class TestPostgres implements AutoCloseable {
    static final String SUPERUSER = "postgres";
    static final String PASSWORD = "devthread";

    private static final String OWNER = "devthread";
    private static final String TEMPLATE = "test_template";
    private static final int POOL_SIZE = 4;

    private final StoreServer server;
    private final Optional<Path> folder;
    private final AtomicInteger databases = new AtomicInteger();

    TestPostgres(StoreServer server) {
        this(server, Optional.empty());
    }

    TestPostgres(StoreServer server, Optional<Path> folder) {
        this.server = server;
        this.folder = folder;
    }

    /** Starts the server, drops what an earlier run left in it and migrates the template. */
    TestPostgres prepared() {
        server.start();
        Eventually.passes(() -> {
            administrate(List.of("SELECT 1"));
            return null;
        });
        administrate(leftovers());
        administrate(List.of(
                "DO $$ BEGIN CREATE ROLE " + OWNER + " LOGIN PASSWORD '" + PASSWORD
                        + "'; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
                "CREATE DATABASE " + TEMPLATE + " OWNER " + OWNER));
        Migrations.apply(config(TEMPLATE));
        return this;
    }

    /** A database of its own, with the schema and nothing in it. */
    public PostgresConfig freshDatabase() {
        String name = "test_" + databases.incrementAndGet();
        administrate(List.of("CREATE DATABASE " + name + " OWNER " + OWNER + " TEMPLATE " + TEMPLATE));
        return config(name);
    }

    /** An empty database, for tests of the migrations themselves. */
    public PostgresConfig emptyDatabase() {
        String name = "test_" + databases.incrementAndGet();
        administrate(List.of("CREATE DATABASE " + name + " OWNER " + OWNER));
        return config(name);
    }

    public void start() {
        server.start();
    }

    public void stop() {
        server.stop();
    }

    /** As a power cut would. */
    public void kill() {
        server.kill();
    }

    /**
     * All its processes, of an embedded one.
     *
     * @param name {@code STOP} hangs them, {@code CONT} lets them go on
     */
    public void signal(String name) {
        try {
            Path file = folder.orElseThrow().resolve("postmaster.pid");
            ProcessHandle postmaster = ProcessHandle.of(
                            Long.parseLong(Files.readAllLines(file).getFirst().strip()))
                    .orElseThrow();
            signal(name, postmaster); // first, so that it makes no more children
            for (ProcessHandle child : postmaster.descendants().toList()) {
                signal(name, child);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void signal(String name, ProcessHandle process) throws IOException {
        run("sh", "-c", "kill -" + name + " " + process.pid());
    }

    private static void run(String... command) throws IOException {
        try {
            new ProcessBuilder(command).start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A copy of this server's files streams from it, synchronously (PostgreSQL 18, section 26.2). What a run before has
     * left in the standby's folder is replaced.
     */
    TestPostgres followedBy(TestPostgres standby) {
        server.stop();
        Path copy = standby.folder.orElseThrow();
        copyFiles(folder.orElseThrow(), copy);
        try {
            Files.writeString(copy.resolve("standby.signal"), "");
            Files.writeString(
                    copy.resolve("postgresql.auto.conf"),
                    "primary_conninfo = 'host=127.0.0.1 port=" + server.port() + " user=" + SUPERUSER + "'\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.start();
        standby.server.start();
        administrate(List.of("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()"));
        Eventually.passes(() -> {
            administrate(List.of("DO $$ BEGIN ASSERT (SELECT count(*) = 1 FROM pg_stat_replication"
                    + " WHERE sync_state = 'sync'), 'no standby'; END $$"));
            return null;
        });
        return standby;
    }

    /** A standby becomes the primary. */
    public void promote() {
        administrate(List.of("SELECT pg_promote()"));
    }

    private static void copyFiles(Path from, Path to) {
        try {
            run("rm", "-rf", to.toString());
            run("cp", "-a", from.toString(), to.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }

    private PostgresConfig config(String database) {
        return new PostgresConfig(
                "postgresql://127.0.0.1:" + server.port() + "/" + database, OWNER, PASSWORD, POOL_SIZE);
    }

    private List<String> leftovers() {
        try (Connection connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'")) {
            List<String> drops = new ArrayList<>();
            while (rows.next()) {
                drops.add("DROP DATABASE " + rows.getString(1) + " WITH (FORCE)");
            }
            return drops;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized void administrate(List<String> statements) {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres", SUPERUSER, PASSWORD);
    }
}
