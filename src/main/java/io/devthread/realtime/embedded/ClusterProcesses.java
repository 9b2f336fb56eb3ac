package io.devthread.realtime.embedded;

import io.devthread.realtime.config.Group;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Starts the processes of the local cluster, starts again what dies, and ends them all. */
final class ClusterProcesses implements AutoCloseable {
    private static final Duration START_TIME = Duration.ofSeconds(240);
    private static final Duration STOP_TIME = Duration.ofSeconds(45);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** Is told when a process serves and when it is gone. */
    interface Watcher {
        void up(ClusterProcess process);

        void down(ClusterProcess process);
    }

    private final Watcher watcher;
    private final Map<ClusterProcess, Process> running = new ConcurrentHashMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private volatile boolean stopping;

    ClusterProcesses(Watcher watcher) {
        this.watcher = watcher;
    }

    /**
     * Returns when all of them serve. The first starts alone: the others join it, and find the schema made.
     *
     * @throws IllegalStateException when it was closed meanwhile
     */
    void start(List<ClusterProcess> processes) throws Exception {
        startTogether(processes.subList(0, 1));
        startTogether(processes.subList(1, processes.size()));
        processes.forEach(process -> Thread.ofVirtual().start(() -> keep(process)));
    }

    private void startTogether(List<ClusterProcess> processes) throws Exception {
        for (ClusterProcess process : processes) {
            Files.deleteIfExists(process.log());
            if (!launch(process)) {
                throw new IllegalStateException("stopped while starting");
            }
        }
        for (ClusterProcess process : processes) {
            if (!awaitReady(process, System.nanoTime() + START_TIME.toNanos())) {
                throw new StartFailure(process.name() + " does not start: " + lastWords(process));
            }
        }
    }

    /** False when nothing is to be started any more. */
    private synchronized boolean launch(ClusterProcess process) throws IOException {
        if (stopping) {
            return false;
        }
        running.put(process, process.start());
        return true;
    }

    /** For as long as the cluster lives. */
    private void keep(ClusterProcess process) {
        Duration pause = SHORTEST_PAUSE;
        try {
            while (true) {
                Process one = running.get(process);
                int status = one.waitFor();
                watcher.down(process);
                if (stopping) {
                    return;
                }
                Installation.say(
                        "%s (process %d) %s; it is started again".formatted(process.name(), one.pid(), cause(status)));
                Thread.sleep(pause);
                pause = again(process) ? SHORTEST_PAUSE : longer(pause);
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            Installation.say(process.name() + " can't be started again: " + e.getMessage());
        }
    }

    private boolean again(ClusterProcess process) throws IOException, InterruptedException {
        boolean isReady = launch(process) && awaitReady(process, Long.MAX_VALUE);
        if (isReady) {
            Installation.say("%s is back (process %d)"
                    .formatted(process.name(), running.get(process).pid()));
        }
        return isReady;
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    private static String cause(int status) {
        return status == 128 + 9 ? "was killed" : "ended with status " + status;
    }

    /** False when it has ended instead, or takes too long. */
    private boolean awaitReady(ClusterProcess process, long endNanos) throws InterruptedException {
        while (running.get(process).isAlive() && System.nanoTime() < endNanos && !stopping) {
            if (isReady(process)) {
                watcher.up(process);
                return true;
            }
            Thread.sleep(LOOK_AGAIN);
        }
        return false;
    }

    private boolean isReady(ClusterProcess process) throws InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + process.ports().management() + "/health/ready");
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String lastWords(ClusterProcess process) {
        try (Stream<String> lines = Files.lines(process.log())) {
            return lines.filter(line -> !line.isBlank())
                    .reduce((earlier, later) -> later)
                    .map(line -> line + " (more in " + process.log() + ")")
                    .orElse("it said nothing");
        } catch (IOException noLog) {
            return "there is no " + process.log();
        }
    }

    /** The gateways first, so that they can still answer and send their clients elsewhere. */
    @Override
    public void close() {
        synchronized (this) {
            stopping = true;
        }
        end(running.keySet().stream()
                .filter(process -> process.group() == Group.GATEWAY)
                .toList());
        end(List.copyOf(running.keySet()));
    }

    private void end(List<ClusterProcess> processes) {
        processes.forEach(process -> running.get(process).destroy());
        long end = System.nanoTime() + STOP_TIME.toNanos();
        for (ClusterProcess process : processes) {
            if (!awaitEnd(running.get(process), end - System.nanoTime())) {
                running.get(process).destroyForcibly();
            }
        }
    }

    private static boolean awaitEnd(Process process, long nanos) {
        try {
            return process.waitFor(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
