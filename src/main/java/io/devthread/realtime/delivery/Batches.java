package io.devthread.realtime.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One statement at a time for many callers: what they bring while it is under way, or while there is a rest after it,
 * goes together into the next one. So there are few statements under load, and no delay when idle. Any thread.
 *
 * <p>When a statement fails, what waits for the next one fails with it: so nothing piles up while PostgreSQL is away.
 * The sweep does later what could not be done.
 *
 * @param <T> what a statement is about: an event, a user
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

    /** @param rest after each statement that has succeeded; where nobody is in a hurry, it makes fewer of them */
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
