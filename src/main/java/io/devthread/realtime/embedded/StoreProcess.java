package io.devthread.realtime.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * What may run on after we have gone, a store or a process of the local cluster: known by its pid file and, because pids
 * are used again, by a command line that names its own data folder. So one of another folder, or a stranger with an old
 * pid, is never touched.
 *
 * @param name for people
 * @param pidFile its first line is the pid
 * @param folder stands in the command line, itself, as the beginning of a path or as the value of an option
 */
record StoreProcess(String name, Path pidFile, Path folder) {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    /** The pid, while it runs; a zombie has no command line and so does not count. */
    OptionalLong pid() {
        try (var lines = Files.lines(pidFile)) {
            return lines.limit(1)
                    .map(String::strip)
                    .filter(line -> line.matches("[0-9]{1,9}"))
                    .mapToLong(Long::parseLong)
                    .filter(this::isOurs)
                    .findFirst();
        } catch (IOException | RuntimeException noPidFile) {
            return OptionalLong.empty();
        }
    }

    boolean isRunning() {
        return pid().isPresent();
    }

    /** Asks it to end by each signal in turn, and returns when it has. */
    void end(List<String> signals, Duration patience) {
        for (String signal : signals) {
            OptionalLong pid = pid();
            if (pid.isEmpty()) {
                return;
            }
            signal(signal, pid.getAsLong());
            if (awaitEnd(pid.getAsLong(), patience)) {
                return;
            }
        }
        throw new StartFailure(
                name + " (process " + pid().orElse(0) + ") in " + folder + " does not end: end it by hand");
    }

    void signal(String signal, long pid) {
        try {
            // The shell's own kill: the program of that name is not on every machine.
            new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new StartFailure("cannot signal " + name + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitEnd(long pid, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (isOurs(pid)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                Thread.sleep(LOOK_AGAIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private boolean isOurs(long pid) {
        try {
            byte[] commandLine = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
            return Arrays.stream(new String(commandLine, StandardCharsets.UTF_8).split("\0"))
                    .anyMatch(word -> word.equals(folder.toString())
                            || word.startsWith(folder + "/")
                            || word.endsWith("=" + folder));
        } catch (IOException gone) {
            return false;
        }
    }
}
