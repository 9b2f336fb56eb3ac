package io.devthread.realtime.testkit;

import io.devthread.realtime.platform.RedisConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A Redis server for tests. */
public final class TestRedis implements AutoCloseable {
    private static final int DATABASES = 1_000;

    private final StoreServer server;
    private final Optional<Path> folder;
    private final AtomicInteger databases = new AtomicInteger();

    TestRedis(StoreServer server) {
        this(server, Optional.empty());
    }

    TestRedis(StoreServer server, Optional<Path> folder) {
        this.server = server;
        this.folder = folder;
    }

    /** Starts the server and drops what an earlier run left in it. */
    TestRedis prepared() {
        server.start();
        Eventually.passes(() -> command("PING"));
        loseEverything();
        return this;
    }

    /** A numbered database of its own, empty. */
    public RedisConfig freshDatabase() {
        return new RedisConfig("redis://127.0.0.1:" + server.port() + "/" + databases.getAndIncrement() % DATABASES);
    }

    public RedisConfig config() {
        return new RedisConfig("redis://127.0.0.1:" + server.port());
    }

    public int port() {
        return server.port();
    }

    /** What an operator's mistake or a lost disk does: every key is gone, the server lives. */
    public void loseEverything() {
        command("FLUSHALL");
        command("SCRIPT FLUSH");
    }

    public void start() {
        server.start();
    }

    public void stop() {
        server.stop();
    }

    /** As a power cut would: up to a second of writes is lost. */
    public void kill() {
        server.kill();
    }

    /** What it starts with. Of an embedded one, as are {@link #snapshot} and {@link #signal}. */
    public Path appendOnlyFile() {
        return folder.orElseThrow().resolve("appendonly.aof");
    }

    /** Writes a snapshot; Redis takes one for an append-only file that was just rewritten. */
    public Path snapshot() {
        command("SAVE");
        return folder.orElseThrow().resolve("dump.rdb");
    }

    /** @param name {@code STOP} hangs it, {@code CONT} lets it go on */
    public void signal(String name) {
        try {
            String pid =
                    Files.readString(folder.orElseThrow().resolve("redis.pid")).strip();
            new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.close();
    }

    /**
     * Whether all that was changed stands in the append-only file, which a kill leaves: while the disk is busy Redis
     * keeps it to itself for up to two seconds.
     */
    public boolean isWritten() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write("INFO persistence\r\nQUIT\r\n".getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .contains("aof_buffer_length:0\r\n");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first line of the answer to an inline command. */
    public String command(String line) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            String answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            if (answer == null || answer.startsWith("-")) {
                throw new IllegalStateException(line + ": " + answer);
            }
            return answer;
        } catch (IOException e) {
            throw new IllegalStateException(line, e);
        }
    }
}
