package io.devthread.realtime.testkit;

import io.devthread.realtime.embedded.DataDirectory;
import io.devthread.realtime.platform.PostgresConfig;
import io.devthread.realtime.platform.RedisConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.DockerClientFactory;

/**
 * Real stores for tests. {@link #postgres()} and {@link #redis()} share one server each per JVM, started at the first
 * call; {@link #ownPostgres()} and {@link #ownRedis()} give a server of the caller's own, to stop and to kill.
 *
 * <p>Embedded servers keep their folders in {@code target/test-stores}: the next run starts faster on them, and ends
 * what a killed run has left there.
 */
public final class TestStores {
    private static final Path FOLDER = Path.of("target", "test-stores").toAbsolutePath();
    private static final int MOST_RUNS_AT_ONCE = 32;
    private static final AtomicInteger OWN = new AtomicInteger();

    private TestStores() {}

    /** A fresh database with the schema of the migrations. */
    public static PostgresConfig postgres() {
        return SharedPostgres.SERVER.freshDatabase();
    }

    /** An empty database of the shared server. */
    public static RedisConfig redis() {
        return SharedRedis.SERVER.freshDatabase();
    }

    /** For tests that stop or kill it; the caller closes it. */
    public static TestPostgres ownPostgres() {
        return new TestPostgres(Switch.DOCKER ? ContainerServer.postgres() : EmbeddedServer.postgres(own("postgres")))
                .prepared();
    }

    /** Never in a container: for tests that signal its processes; the caller closes it. */
    public static TestPostgres ownEmbeddedPostgres() {
        DataDirectory folder = own("postgres");
        return new TestPostgres(
                        EmbeddedServer.postgres(folder),
                        Optional.of(folder.root().resolve("postgres")))
                .prepared();
    }

    /** Follows a primary that is embedded too, so that nothing is committed there that is not here; the caller closes it. */
    public static TestPostgres ownStandbyOf(TestPostgres primary) {
        DataDirectory folder = own("postgres");
        return primary.followedBy(new TestPostgres(
                EmbeddedServer.postgres(folder), Optional.of(folder.root().resolve("postgres"))));
    }

    /** For tests that stop or kill it; the caller closes it. */
    public static TestRedis ownRedis() {
        return new TestRedis(Switch.DOCKER ? ContainerServer.redis() : EmbeddedServer.redis(own("redis"))).prepared();
    }

    /** Never in a container: for tests that reach into its files and signal its process; the caller closes it. */
    public static TestRedis ownEmbeddedRedis() {
        DataDirectory folder = own("redis");
        return new TestRedis(
                        EmbeddedServer.redis(folder), Optional.of(folder.root().resolve("redis")))
                .prepared();
    }

    private static final class Switch {
        static final boolean DOCKER = docker();

        private static boolean docker() {
            String chosen = System.getProperty("devthread.test.stores", "");
            return switch (chosen) {
                case "docker" -> true;
                case "embedded" -> false;
                case "" -> DockerClientFactory.instance().isDockerAvailable();
                default ->
                    throw new IllegalArgumentException("devthread.test.stores is docker or embedded, not " + chosen);
            };
        }
    }

    private static final class SharedPostgres {
        static final TestPostgres SERVER = endedWithThisJvm(
                new TestPostgres(Switch.DOCKER ? ContainerServer.postgres() : EmbeddedServer.postgres(Folder.SHARED))
                        .prepared());
    }

    private static final class SharedRedis {
        static final TestRedis SERVER = endedWithThisJvm(
                new TestRedis(Switch.DOCKER ? ContainerServer.redis() : EmbeddedServer.redis(Folder.SHARED))
                        .prepared());
    }

    /** Of this JVM: the first that no other run holds. */
    private static final class Folder {
        static final DataDirectory SHARED = firstFree();

        private static DataDirectory firstFree() {
            RuntimeException last = new IllegalStateException("no folder");
            for (int i = 0; i < MOST_RUNS_AT_ONCE; i++) {
                try {
                    return DataDirectory.open(FOLDER.resolve(Integer.toString(i)));
                } catch (RuntimeException inUse) {
                    last = inUse;
                }
            }
            throw last;
        }
    }

    private static DataDirectory own(String store) {
        Path folder = Folder.SHARED.root().resolve(store + "-" + OWN.incrementAndGet());
        try {
            // Unpacking the servers takes seconds: once for all.
            Files.createDirectories(folder);
            Files.createDirectories(Folder.SHARED.root().resolve("binaries"));
            if (!Files.exists(folder.resolve("binaries"))) {
                Files.createSymbolicLink(folder.resolve("binaries"), Path.of("..", "binaries"));
            }
            // What made it a primary that waits for its standby, or a standby, in a run before.
            Files.deleteIfExists(folder.resolve("postgres/postgresql.auto.conf"));
            Files.deleteIfExists(folder.resolve("postgres/standby.signal"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return DataDirectory.open(folder);
    }

    private static <S extends AutoCloseable> S endedWithThisJvm(S server) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                server.close();
            } catch (Exception e) {
                System.err.println("a test store did not end: " + e);
            }
        }));
        return server;
    }
}
