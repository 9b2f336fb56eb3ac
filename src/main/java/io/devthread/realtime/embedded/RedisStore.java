package io.devthread.realtime.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/**
 * Redis on a free loopback port with its append-only file in the data folder. It is started as a daemon, not by the
 * library's own starter, whose child would be in our terminal's group and die of Ctrl-C before the service has drained.
 */
public final class RedisStore implements AutoCloseable {
    private static final Duration START_TIME = Duration.ofSeconds(60);
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(3);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
    private static final List<String> STOP = List.of("TERM", "KILL");
    private static final Duration STOP_TIME = Duration.ofSeconds(15);

    private static final String SETTINGS = """
            bind 127.0.0.1
            port %d
            dir "%2$s"
            pidfile "%2$s/redis.pid"
            logfile "%2$s/redis.log"
            daemonize yes
            # The command line must go on naming this folder: that is how the next start knows its own.
            set-proc-title no
            appendonly yes
            appendfsync everysec
            # Rewriting the file takes the processor from everything else: seldom (256 MB are read in 2 s), and without
            # compressing it.
            auto-aof-rewrite-min-size 256mb
            rdbcompression no
            save ""
            maxmemory-policy noeviction
            databases 1000
            """;

    private final int port;
    private final StoreProcess process;

    private RedisStore(int port, StoreProcess process) {
        this.port = port;
        this.process = process;
    }

    public static RedisStore start(DataDirectory data, int port) {
        Path folder = data.redis();
        RedisStore store = new RedisStore(port, process(folder));
        store.process.end(STOP, STOP_TIME);
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(folder.resolve("redis.log"));
            launch(executable(data.binaries()), folder, port);
            store.awaitReady();
            return store;
        } catch (IOException | RuntimeException e) {
            store.process.end(STOP, STOP_TIME);
            throw new StartFailure(
                    "Redis cannot start with the data in " + folder + ": " + lastWords(folder.resolve("redis.log"), e),
                    e);
        }
    }

    static StoreProcess process(Path folder) {
        return new StoreProcess("Redis", folder.resolve("redis.pid"), folder);
    }

    private static Path executable(Path binaries) throws IOException {
        Files.createDirectories(binaries);
        return ExecutableProvider.newJarResourceProvider(binaries.toFile())
                .get()
                .toPath();
    }

    private static void launch(Path executable, Path folder, int port) throws IOException {
        Path settings = folder.resolve("redis.conf");
        String quoted = folder.toString().replace("\\", "\\\\").replace("\"", "\\\"");
        Files.writeString(settings, SETTINGS.formatted(port, quoted));
        Process launcher = new ProcessBuilder(executable.toString(), settings.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(launcher.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (!said.isEmpty()) {
            throw new IOException(said.lines().toList().getLast());
        }
    }

    private void awaitReady() throws IOException {
        long start = System.nanoTime();
        while (!answers()) {
            long waited = System.nanoTime() - start;
            boolean dead = waited > SIGN_OF_LIFE.toNanos() && !process.isRunning();
            if (dead || waited > START_TIME.toNanos()) {
                throw new IOException("it does not answer");
            }
            try {
                Thread.sleep(LOOK_AGAIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    /** False while it is away, and while it still loads its file. */
    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) SIGN_OF_LIFE.toMillis());
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII).equals("+PONG");
        } catch (IOException notYet) {
            return false;
        }
    }

    /** {@code redis://host:port} */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    StoreProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.end(STOP, STOP_TIME);
    }

    /** As a power cut would: what was not yet written to the file, at most a second's worth, is lost. */
    public void kill() {
        process.end(List.of("KILL"), STOP_TIME);
    }

    private static String lastWords(Path log, Exception failure) {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> !line.isBlank())
                    .reduce((earlier, later) -> later)
                    .map(line -> line + " (more in " + log + ")")
                    .orElse(failure.getMessage());
        } catch (IOException | RuntimeException noLog) {
            return String.valueOf(failure.getMessage());
        }
    }
}
