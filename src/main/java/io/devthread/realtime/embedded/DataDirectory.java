package io.devthread.realtime.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder of one installation, held by at most one process at a time. */
public final class DataDirectory implements AutoCloseable {
    private final Path root;
    private final FileChannel lock;

    private DataDirectory(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /** Makes the folder if there is none, and locks it until {@link #close} or the end of this process. */
    public static DataDirectory open(Path root) {
        try {
            if (!Files.isDirectory(root)) {
                Files.createDirectories(root);
                keepPrivate(root);
            }
            FileChannel channel = FileChannel.open(
                    root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            lock(root, channel);
            return new DataDirectory(root, channel);
        } catch (IOException e) {
            throw new StartFailure("cannot use the data folder " + root + " (DATA_DIR): " + reason(e), e);
        }
    }

    private static void lock(Path root, FileChannel channel) throws IOException {
        if (!tryLock(channel)) {
            channel.close();
            throw new StartFailure("the data folder " + root + " (DATA_DIR) is in use by process "
                    + Files.readString(root.resolve("lock")).strip() + ": stop that first, or set another DATA_DIR");
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
    }

    /** Messages and password hashes are nobody else's business. */
    static void keepPrivate(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    /** File system exceptions carry only the path as their message. */
    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage();
    }

    public Path root() {
        return root;
    }

    Path postgres() {
        return root.resolve("postgres");
    }

    Path postgresLog() {
        return root.resolve("postgres.log");
    }

    Path redis() {
        return root.resolve("redis");
    }

    Path binaries() {
        return root.resolve("binaries");
    }

    Path keys() {
        return root.resolve("keys");
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
