package io.devthread.realtime.embedded;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;

/**
 * What was started, ended once, in reverse order. A stop that comes in the middle of a start waits until that one part
 * is up, and then ends it too: nothing is left behind.
 */
final class StopOrder {
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private volatile boolean stopping;

    /** @throws IllegalStateException when the stop came first */
    synchronized <T extends AutoCloseable> T start(Callable<T> starter) throws Exception {
        if (stopping) {
            throw new IllegalStateException("stopped while starting");
        }
        T part = starter.call();
        started.push(part);
        return part;
    }

    /** From the moment somebody asked for the stop. */
    boolean isStopping() {
        return stopping;
    }

    /** Goes on to the next part whatever one of them says. */
    void stop() {
        stopping = true;
        stopAll();
    }

    private synchronized void stopAll() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                System.err.println("while stopping: " + e);
            }
        }
    }
}
