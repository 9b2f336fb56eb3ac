package io.devthread.realtime.delivery;

import io.devthread.realtime.model.Position;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Tables {@code log_heads} and {@code log_histories}: what PostgreSQL knows of the logs in Redis. Written by {@link Outbox#delete}. An event that
 * was ever in a log is at or before its user's head here, or its row still stands in the outbox.
 */
final class KnownHeads {
    /** One look into the indexes for each user: see {@link Outbox#DELETE}. The offsets keep it from becoming a join. */
    static final String OF = """
            with met as (insert into log_histories (history) values ($2) on conflict do nothing)
            select u.user_id, h.epoch, h.seq, o.event_id, o.conversation_id, o.conversation_seq, o.body,
                o.traceparents, o.created_at, o.ordinal
            from unnest($1::uuid[]) as u (user_id)
            left join lateral (
                select epoch, seq from log_heads where log_heads.user_id = u.user_id offset 0) as h on true
            left join lateral (
                select * from outbox
                where outbox.user_id = u.user_id and not untried and created_at <= coalesce(
                    (select first_at from log_histories where history = $2), 'infinity')
                offset 0) as o on true
            order by o.created_at, o.ordinal
            """;

    private static final String FORGET = "delete from log_heads where user_id = $1";

    /**
     * At one moment.
     *
     * @param head the last position known to have been taken; empty when none ever was
     * @param open rows of events that may have been in the log in an earlier history
     */
    record Known(Optional<Position> head, List<Outbox.Pending> open) {}

    private final Postgres postgres;
    private final Outbox outbox;

    KnownHeads(Postgres postgres, Outbox outbox) {
        this.postgres = postgres;
        this.outbox = outbox;
    }

    /**
     * One query, one moment: of an event that is being deleted from the outbox both can't be missing.
     *
     * @param history Redis' present one
     */
    Future<Map<UserId, Known>> of(Collection<UserId> users, String history) {
        return postgres.queryAsync(OF, users.stream().map(UserId::value).toArray(UUID[]::new), history)
                .map(this::known);
    }

    /** Of a person whose log is erased: whatever Redis brings back of it then is not whole. */
    static Future<Void> forget(Postgres postgres, UserId user) {
        return postgres.queryAsync(FORGET, user.value()).mapEmpty();
    }

    private Map<UserId, Known> known(RowSet<Row> rows) {
        Map<UserId, Known> known = new HashMap<>();
        for (Row row : rows) {
            Known one = known.computeIfAbsent(
                    new UserId(row.getUUID("user_id")), user -> new Known(head(row), new ArrayList<>()));
            if (row.getUUID("event_id") != null) {
                one.open().add(outbox.pending(row));
            }
        }
        return known;
    }

    private static Optional<Position> head(Row row) {
        return Optional.ofNullable(row.getString("epoch")).map(epoch -> new Position(epoch, row.getLong("seq")));
    }
}
