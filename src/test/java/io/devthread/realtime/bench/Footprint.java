package io.devthread.realtime.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

/** What a JVM on this machine occupies, asked from outside. Linux only. */
record Footprint(long pid) {
    /** After a full collection. @param liveBytes on the heap */
    record Sample(long liveBytes, long residentBytes) {}

    /** @param pid of the JVM itself, or of the script that has started it */
    static Footprint of(long pid) {
        ProcessHandle root = ProcessHandle.of(pid).orElseThrow();
        return Stream.concat(Stream.of(root), root.descendants())
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .findFirst()
                .map(process -> new Footprint(process.pid()))
                .orElseThrow(() -> new IllegalArgumentException("no JVM under process " + pid));
    }

    Sample sample() throws IOException {
        return new Sample(liveBytes(), residentBytes());
    }

    /** The last line of a class histogram, which collects first: "Total", instances, bytes. */
    private long liveBytes() throws IOException {
        Process jcmd = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/jcmd", Long.toString(pid), "GC.class_histogram")
                .start();
        String out = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return out.lines()
                .filter(line -> line.startsWith("Total"))
                .map(line -> line.trim().split("\\s+"))
                .mapToLong(total -> Long.parseLong(total[total.length - 1]))
                .findFirst()
                .orElseThrow(() -> new IOException("jcmd said: " + out));
    }

    /** Of the processor, since the start of the process. */
    Duration processorTime() {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    /** While it runs. */
    long residentBytesOr(long otherwise) {
        try {
            return residentBytes();
        } catch (IOException gone) {
            return otherwise;
        }
    }

    long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Arrays.stream(line.split("\\s+"))
                                .filter(word -> word.matches("\\d+"))
                                .mapToLong(Long::parseLong)
                                .findFirst()
                                .orElseThrow()
                        * 1_024)
                .findFirst()
                .orElseThrow();
    }
}
