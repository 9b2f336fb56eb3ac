package io.devthread.realtime.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Gathers changes of outbox rows while a statement is in flight, and while it rests afterwards, into the next one: few
 * statements under load, no delay when idle. Used by all threads of a process. A statement that fails fails those that wait behind it too, so what is
 * gathered stays bounded while PostgreSQL is away; their rows are left to the sweep.
 *
 * @param <T> what is to be changed
 */
final class Batches<T> {
    private static final class Batch<T> {
        final List<T> rows = new ArrayList<>();
        final Promise<Void> done = Promise.promise();
    }

    private final Function<List<T>, Future<Void>> statement;
    private final Supplier<Future<Void>> rest;
    private Batch<T> next = new Batch<>();
    private boolean busy;

    Batches(Function<List<T>, Future<Void>> statement) {
        this(statement, Future::succeededFuture);
    }

    /** @param rest begins when a statement has succeeded; for what nobody waits for */
    Batches(Function<List<T>, Future<Void>> statement, Supplier<Future<Void>> rest) {
        this.statement = statement;
        this.rest = rest;
    }

    Future<Void> add(List<T> rows) {
        if (rows.isEmpty()) {
            return Future.succeededFuture();
        }
        Batch<T> joined;
        synchronized (this) {
            joined = next;
            joined.rows.addAll(rows);
        }
        start();
        return joined.done.future();
    }

    private void start() {
        Batch<T> batch;
        synchronized (this) {
            if (busy || next.rows.isEmpty()) {
                return;
            }
            busy = true;
            batch = takeNext();
        }
        statement.apply(batch.rows).onComplete(done -> finished(batch), failed -> gaveUp(batch, failed));
    }

    private void finished(Batch<T> batch) {
        rest.get().onComplete(rested -> {
            synchronized (this) {
                busy = false;
            }
            start();
        });
        batch.done.complete();
    }

    private void gaveUp(Batch<T> batch, Throwable cause) {
        Batch<T> waiting;
        synchronized (this) {
            busy = false;
            waiting = takeNext();
        }
        batch.done.fail(cause);
        waiting.done.fail(cause);
    }

    private synchronized Batch<T> takeNext() {
        Batch<T> taken = next;
        next = new Batch<>();
        return taken;
    }
}
