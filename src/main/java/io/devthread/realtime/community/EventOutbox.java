package io.devthread.realtime.community;

import io.devthread.realtime.bus.Bus;
import io.devthread.realtime.community.EventOutboxStore.Due;
import io.devthread.realtime.notification.NotificationApi;
import io.devthread.realtime.notification.NotificationApi.Accepted;
import io.devthread.realtime.notification.NotificationApi.DomainEvent;
import io.devthread.realtime.platform.Postgres;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service what happened here, as any producer does: a domain event is written in the transaction of its
 * change, sent right after COMMIT, and sent again until it is accepted. Sending twice is harmless, the intake knows
 * event ids; the order of sending means nothing, {@code created_at} decides. To be used from one verticle only, with
 * virtual threads: its fields change only between two awaits.
 */
final class EventOutbox {
    /** How long the first sending may take, before the event goes again by itself. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(EventOutbox.class);

    /** Sent again at the same time: one that gets no answer keeps no other waiting. */
    private static final int MAX_UNDER_WAY = 100;

    /** Longer than sending and noting the outcome can take, so that nobody else sends it meanwhile. */
    private static final Duration CLAIM =
            Bus.CALL_TIMEOUT.plus(Postgres.TIMEOUT).multipliedBy(2);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final int MAX_DOUBLINGS = 6;

    private final EventOutboxStore store;
    private final Bus bus;
    private final Context context;
    private final Clock clock;
    private final RandomGenerator random;

    private final List<UUID> accepted = new ArrayList<>();
    private boolean removing;
    private boolean claiming;
    private boolean moreIsDue;
    private int underWay;

    /** @param context of the verticle that uses it */
    EventOutbox(EventOutboxStore store, Bus bus, Context context, Clock clock, RandomGenerator random) {
        this.store = store;
        this.bus = bus;
        this.context = context;
        this.clock = clock;
        this.random = random;
    }

    /** Part of the transaction; {@link #push} or {@link #dispatch} it after COMMIT. */
    void insert(SqlConnection connection, List<DomainEvent> events) {
        store.insert(connection, events, clock.instant().plus(PATIENCE).plus(FIRST_PAUSE));
    }

    /** Sends, for whom it is enough that the events are on their way. */
    void dispatch(List<DomainEvent> events) {
        context.runOnContext(task -> push(events));
    }

    /** Returns when all are accepted, or when it is clear that this takes longer: then they go by themselves. */
    void push(List<DomainEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        List<Future<Accepted>> answers = events.stream()
                .map(event -> bus.call(NotificationApi.EVENTS, event))
                .toList();
        try {
            Future.join(answers)
                    .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .await();
        } catch (Exception e) {
            LOG.warn(
                    "community.events_delayed first={} cause={}",
                    events.getFirst().id(),
                    e.toString());
        }
        remove(answers.stream()
                .filter(Future::succeeded)
                .map(answer -> answer.result().id())
                .toList());
    }

    /** Sends what is due. For a timer: it does not wait for the answers, and never throws. */
    void drain() {
        if (claiming) {
            return;
        }
        claiming = true;
        try {
            do {
                int free = MAX_UNDER_WAY - underWay;
                List<Due> due = free == 0 ? List.of() : claim(free);
                moreIsDue = due.size() == free;
                due.forEach(this::start);
            } while (moreIsDue && underWay < MAX_UNDER_WAY);
        } catch (RuntimeException e) {
            LOG.warn("community.outbox_failed cause={}", e.toString());
        } finally {
            claiming = false;
        }
    }

    private List<Due> claim(int limit) {
        Instant now = clock.instant();
        return store.claim(now, now.plus(CLAIM), limit);
    }

    private void start(Due due) {
        underWay++;
        context.runOnContext(task -> {
            try {
                send(due);
            } finally {
                underWay--;
            }
            if (moreIsDue) {
                drain();
            }
        });
    }

    private void send(Due due) {
        DomainEvent event = due.event();
        try {
            bus.call(NotificationApi.EVENTS, event).await();
            remove(List.of(event.id()));
        } catch (Exception e) { // also interrupted, undeclared, when the verticle is being undeployed
            LOG.warn("community.event_refused id={} attempts={} cause={}", event.id(), due.attempts(), e.toString());
            postpone(due);
        }
    }

    private void postpone(Due due) {
        try {
            store.postpone(due.event().id(), clock.instant().plus(pauseAfter(due.attempts())));
        } catch (RuntimeException e) {
            LOG.warn("community.outbox_failed cause={}", e.toString());
        }
    }

    /** Those that come while a removal is in flight are removed together by the next one. */
    private void remove(List<UUID> ids) {
        accepted.addAll(ids);
        if (removing) {
            return;
        }
        removing = true;
        try {
            while (!accepted.isEmpty()) {
                List<UUID> batch = List.copyOf(accepted);
                accepted.clear();
                store.remove(batch);
            }
        } catch (RuntimeException e) {
            LOG.warn("community.outbox_failed cause={}", e.toString());
        } finally {
            removing = false;
        }
    }

    /** Exponential with full jitter above the first pause. */
    private Duration pauseAfter(int attempts) {
        Duration longest = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts, MAX_DOUBLINGS));
        long capped = Math.min(longest.toMillis(), LONGEST_PAUSE.toMillis());
        return Duration.ofMillis(random.nextLong(FIRST_PAUSE.toMillis(), capped + 1));
    }
}
