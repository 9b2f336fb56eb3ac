package io.devthread.realtime.delivery;

import io.devthread.realtime.platform.Columns;
import io.devthread.realtime.platform.Postgres;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * The rows of the outbox that nobody has tried to log: Redis was away when they were committed. Without the note they
 * might be in a log whose end Redis is about to lose. They are left alone until the sweep takes them up. After an outage
 * there may be very many, also of one person: every statement takes a page of them.
 */
final class Untried {
    /** Only of those that no sweep can have tried meanwhile. */
    static final String SET_ASIDE = """
            update outbox set untried = true where ctid = any(array(
                select mine.ctid
                from unnest($1::uuid[], $2::uuid[]) as row (event_id, user_id) cross join lateral (
                    select ctid from outbox
                    where outbox.event_id = row.event_id and outbox.user_id = row.user_id
                        and clock_timestamp() < created_at + $3::bigint * interval '1 millisecond' / 2
                    for update skip locked) as mine))
            """;

    static final String OLDEST = """
            select event_id, user_id, created_at, ordinal from outbox
            where untried and created_at <= now() - $1::bigint * interval '1 millisecond'
            order by created_at, ordinal
            limit $2
            """;

    static final String TAKE_UP = """
            update outbox set untried = false where ctid = any(array(
                select mine.ctid
                from unnest($1::uuid[], $2::uuid[]) as row (event_id, user_id) cross join lateral (
                    select ctid from outbox
                    where outbox.event_id = row.event_id and outbox.user_id = row.user_id
                    for update skip locked) as mine))
            """;

    private final Postgres postgres;

    Untried(Postgres postgres) {
        this.postgres = postgres;
    }

    /**
     * To be called right after their COMMIT.
     *
     * @param sweepAfter see {@link DeliveryConfig}
     */
    Future<Void> setAside(List<DurableEvent> events, Duration sweepAfter) {
        Columns<DurableEvent> columns = Columns.of(events);
        return postgres.queryAsync(
                        SET_ASIDE,
                        columns.ids(DurableEvent::id),
                        columns.ids(event -> event.user().value()),
                        sweepAfter.toMillis())
                .mapEmpty();
    }

    /** Of those older than {@code age}. For virtual threads. */
    List<Outbox.Place> oldest(Duration age, int limit) {
        return StreamSupport.stream(
                        postgres.query(OLDEST, age.toMillis(), limit).spliterator(), false)
                .map(Outbox::place)
                .toList();
    }

    /**
     * From now on they may have been tried. For virtual threads.
     *
     * @return how many of them are there and in nobody's hands: others sweep too
     */
    int takeUp(List<Outbox.Place> rows) {
        UUID[] events = Columns.of(rows).ids(Outbox.Place::event);
        UUID[] users = Columns.of(rows).ids(row -> row.user().value());
        return postgres.query(TAKE_UP, events, users).rowCount();
    }
}
