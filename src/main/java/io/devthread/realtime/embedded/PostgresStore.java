package io.devthread.realtime.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * PostgreSQL on a free loopback port with its data in the data folder: as durable as in production (the library's own
 * defaults switch fsync off). The service gets a role and a database of its own; nobody but loopback may connect, and
 * there any password is taken.
 */
public final class PostgresStore implements AutoCloseable {
    static final String NAME = "devthread";

    private static final String SUPERUSER = "postgres";
    private static final Duration START_TIME = Duration.ofSeconds(60);

    /** Fast shutdown; immediate, which the next start recovers from; and the end. */
    private static final List<String> STOP = List.of("INT", "QUIT", "KILL");

    private static final Duration STOP_TIME = Duration.ofSeconds(15);

    private final EmbeddedPostgres server;
    private final StoreProcess process;

    private PostgresStore(EmbeddedPostgres server, StoreProcess process) {
        this.server = server;
        this.process = process;
    }

    public static PostgresStore start(DataDirectory data, int port) {
        return start(data, port, true);
    }

    /** @param fsync whether what is committed outlives the machine, too; processes it outlives in any case */
    public static PostgresStore start(DataDirectory data, int port, boolean fsync) {
        Path folder = data.postgres();
        StoreProcess process = process(folder);
        process.end(STOP, STOP_TIME);
        Path unfinished = folder.resolveSibling("postgres.unfinished");
        try {
            startAfresh(folder, unfinished);
            Files.deleteIfExists(data.postgresLog());
            EmbeddedPostgres server = launch(data, port, fsync);
            DataDirectory.keepPrivate(data.binaries()); // the library lets everybody write to it
            createDatabase(server);
            Files.deleteIfExists(unfinished);
            return new PostgresStore(server, process);
        } catch (IOException | SQLException | RuntimeException e) {
            process.end(STOP, STOP_TIME);
            throw new StartFailure(
                    "PostgreSQL cannot start with the data in " + folder + ": " + lastLine(data.postgresLog(), e), e);
        }
    }

    static StoreProcess process(Path folder) {
        return new StoreProcess("PostgreSQL", folder.resolve("postmaster.pid"), folder);
    }

    /**
     * A first start that was cut short leaves a folder that PostgreSQL neither starts with nor fills again. The marker
     * stands until the first start is through; nothing can have been stored before that.
     */
    private static void startAfresh(Path folder, Path unfinished) throws IOException {
        if (Files.exists(unfinished)) {
            delete(folder);
        }
        if (!Files.exists(folder)) {
            Files.writeString(unfinished, "");
        }
    }

    private static EmbeddedPostgres launch(DataDirectory data, int port, boolean fsync) throws IOException {
        Files.createDirectories(data.binaries());
        ProcessBuilder.Redirect log =
                ProcessBuilder.Redirect.appendTo(data.postgresLog().toFile());
        return EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(data.binaries().toFile())
                .setDataDirectory(data.postgres())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START_TIME)
                .setPort(port)
                .setOutputRedirector(log)
                .setErrorRedirector(log)
                .setLocaleConfig("locale", "C.UTF-8")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("fsync", fsync ? "on" : "off")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("max_connections", "200")
                .start();
    }

    private static void createDatabase(EmbeddedPostgres server) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            try (var found = statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + NAME + "'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("DROP ROLE IF EXISTS " + NAME);
            statement.execute("CREATE ROLE " + NAME + " LOGIN");
            statement.execute("CREATE DATABASE " + NAME + " OWNER " + NAME);
        }
    }

    /** {@code postgresql://host:port/database} */
    public String url() {
        return "postgresql://127.0.0.1:" + server.getPort() + "/" + NAME;
    }

    public String user() {
        return NAME;
    }

    /** Any would do. */
    public String password() {
        return NAME;
    }

    StoreProcess process() {
        return process;
    }

    @Override
    public void close() {
        letGo(); // asks for a fast shutdown and waits a little
        process.end(STOP, STOP_TIME);
    }

    /** As a power cut would: no checkpoint, no farewell. */
    public void kill() {
        process.end(List.of("KILL"), STOP_TIME);
        letGo();
    }

    private void letGo() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String lastLine(Path log, Exception failure) {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> !line.isBlank())
                    .filter(line -> line.contains("FATAL") || line.contains("error") || line.contains("ERROR"))
                    .reduce((earlier, later) -> later)
                    .map(line -> line + " (more in " + log + ")")
                    .orElse(String.valueOf(failure.getMessage()));
        } catch (IOException | RuntimeException noLog) {
            return String.valueOf(failure.getMessage());
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
