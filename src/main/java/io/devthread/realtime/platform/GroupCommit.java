package io.devthread.realtime.platform;

import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.bus.Refusal;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Group commit without a timer: what comes first is written at once, alone; what arrives until it has committed goes
 * together into the next transaction. So an idle service adds no delay, and a busy one commits hundreds at a time.
 *
 * <p>Confined to its verticle's context: virtual threads of one context run one at a time and change over only where
 * they await, so the fields need no lock.
 *
 * @param <T> what is written
 */
public final class GroupCommit<T> {
    private static final Duration BUSY_RETRY = Duration.ofMillis(500);

    private final Queue<T> waiting = new ArrayDeque<>();
    private final Limits limits;
    private final QueueMetrics metrics;
    private final Context context;
    private final Consumer<List<T>> writer;
    private final BiConsumer<List<T>, Throwable> failed;
    private boolean writing;

    /**
     * @param batchSize the most that is written at once
     * @param queueSize the most that may wait for the batch in flight
     */
    public record Limits(int batchSize, int queueSize) {}

    /**
     * @param writer awaits, and answers everything that it is given
     * @param failed answers those of them that have no answer: the writer has thrown, whatever it was
     */
    public GroupCommit(
            Limits limits,
            QueueMetrics metrics,
            Context context,
            Consumer<List<T>> writer,
            BiConsumer<List<T>, Throwable> failed) {
        this.limits = limits;
        this.metrics = metrics;
        this.context = context;
        this.writer = writer;
        this.failed = failed;
    }

    /**
     * Takes all or none; they are written in this order.
     *
     * @throws Refusal {@code unavailable}, at once, when they would wait too long
     */
    public void add(List<T> items) {
        if (!items.isEmpty() && waiting.size() + items.size() > limits.queueSize()) {
            metrics.refused(items.size());
            throw Refusal.retryLater(Failure.UNAVAILABLE, "too much is waiting to be stored, try again", BUSY_RETRY);
        }
        waiting.addAll(items);
        metrics.waiting(waiting.size());
        if (!writing && !waiting.isEmpty()) {
            writing = true;
            context.runOnContext(task -> writeAll());
        }
    }

    private void writeAll() {
        try {
            while (!waiting.isEmpty()) {
                write(nextBatch());
            }
        } finally {
            writing = false;
        }
    }

    private void write(List<T> batch) {
        try {
            writer.accept(batch);
        } catch (Throwable thrown) {
            failed.accept(batch, thrown);
        }
    }

    private List<T> nextBatch() {
        List<T> batch = new ArrayList<>();
        while (batch.size() < limits.batchSize() && !waiting.isEmpty()) {
            batch.add(waiting.remove());
        }
        metrics.waiting(waiting.size());
        metrics.batch(batch.size());
        return batch;
    }
}
