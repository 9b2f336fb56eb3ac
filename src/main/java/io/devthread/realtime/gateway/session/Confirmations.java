package io.devthread.realtime.gateway.session;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.bus.Refusal;
import io.devthread.realtime.messaging.MessagingApi;
import io.devthread.realtime.messaging.MessagingApi.Acknowledgement;
import io.devthread.realtime.messaging.MessagingApi.Acknowledgements;
import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Backoff;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells messaging what this node's clients have confirmed. One call is on its way at a time; what comes meanwhile is
 * gathered, the highest position of each log, and travels in the next, {@link #GATHERED} later. So an idle node adds no
 * delay, and a busy one makes one call, and messaging one transaction, for thousands of confirmations.
 *
 * <p>A call that fails because something is away is made again, with growing pauses. What finds no room in the meantime
 * is left out: each later confirmation of the same client, at its next connect at the latest, says the same and more.
 *
 * <p>Any thread.
 */
public final class Confirmations {
    static final int MAX_BATCH = 500;
    static final int MAX_WAITING = 100_000;
    /** After a call, so long for the next to fill: every call costs the same, with one confirmation or with many. */
    static final Duration GATHERED = Duration.ofMillis(50);

    private static final Logger LOG = LoggerFactory.getLogger(Confirmations.class);

    private record EpochOf(UserId user, String epoch) {}

    private final Function<Acknowledgements, Future<?>> messaging;
    private final BiConsumer<Duration, Runnable> timer;
    private final Map<EpochOf, Long> waiting = new LinkedHashMap<>();
    private final Backoff backoff = new Backoff();
    private boolean busy;

    public Confirmations(Vertx vertx, Bus bus) {
        this(
                acknowledged -> bus.call(MessagingApi.ACKNOWLEDGED, acknowledged),
                (wait, task) -> vertx.setTimer(wait.toMillis(), fired -> task.run()));
    }

    /** @param timer runs a task after a while */
    Confirmations(Function<Acknowledgements, Future<?>> messaging, BiConsumer<Duration, Runnable> timer) {
        this.messaging = messaging;
        this.timer = timer;
    }

    /** A client of the user has everything up to this position of the user's event log. */
    public void add(UserId user, Position position) {
        synchronized (this) {
            keep(new EpochOf(user, position.epoch()), position.seq());
        }
        send();
    }

    /** Logs whose confirmation has not been told yet. */
    public synchronized int waiting() {
        return waiting.size();
    }

    private void keep(EpochOf log, long seq) {
        if (waiting.size() < MAX_WAITING || waiting.containsKey(log)) {
            waiting.merge(log, seq, Math::max);
        }
    }

    private void send() {
        Map<EpochOf, Long> batch;
        synchronized (this) {
            if (busy || waiting.isEmpty()) {
                return;
            }
            busy = true;
            batch = takeBatch();
        }
        List<Acknowledgement> items = new ArrayList<>(batch.size());
        batch.forEach((log, seq) -> items.add(new Acknowledgement(log.user(), new Position(log.epoch(), seq))));
        messaging.apply(new Acknowledgements(items)).onComplete(noted -> done(), thrown -> failed(batch, thrown));
    }

    private Map<EpochOf, Long> takeBatch() {
        Map<EpochOf, Long> batch = new HashMap<>();
        Iterator<Map.Entry<EpochOf, Long>> oldest = waiting.entrySet().iterator();
        while (batch.size() < MAX_BATCH && oldest.hasNext()) {
            Map.Entry<EpochOf, Long> entry = oldest.next();
            batch.put(entry.getKey(), entry.getValue());
            oldest.remove();
        }
        return batch;
    }

    private void done() {
        synchronized (this) {
            backoff.reset();
        }
        if (waiting() >= MAX_BATCH) {
            again();
        } else {
            timer.accept(GATHERED, this::again);
        }
    }

    /** Only what may be better next time is tried again: a batch that can't be noted must not stop all others. */
    private void failed(Map<EpochOf, Long> batch, Throwable thrown) {
        if (!Refusal.isOutage(thrown)) {
            LOG.error("confirmations.lost users={}", batch.size(), thrown);
            done();
            return;
        }
        Duration wait;
        synchronized (this) {
            batch.forEach(this::keep);
            wait = backoff.next();
        }
        LOG.warn("confirmations.put_off users={} cause={}", batch.size(), thrown.toString());
        timer.accept(wait, this::again);
    }

    private void again() {
        synchronized (this) {
            busy = false;
        }
        send();
    }
}
