package io.devthread.realtime.presence;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Columns;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.presence.Findings.Seen;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table {@code presence}, and who hides. */
final class PresenceStore {
    /**
     * What was read may be older than a choice that commits meanwhile and whose time was taken before. No statement
     * takes as long as this, so a read that is backdated by it never wins against such a choice.
     */
    private static final Duration READ_MARGIN = Postgres.TIMEOUT.plusSeconds(1);

    /** The time is taken under the row's lock: it grows in the order of the commits. */
    static final String CHOOSE = """
            INSERT INTO presence (user_id, chosen) VALUES ($1, $2)
            ON CONFLICT (user_id) DO UPDATE SET chosen = excluded.chosen
            RETURNING user_id, chosen, NOT shares_presence(user_id, user_id) AS hidden,
                      (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS as_of
            """;

    /** The time is that of {@link #CHOOSE}: a choice that waits for this one is the newer one. */
    static final String FORGET = """
            DELETE FROM presence WHERE user_id = $1
            RETURNING user_id, NOT shares_presence(user_id, user_id) AS hidden,
                      (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS as_of
            """;

    static final String FIND = "SELECT chosen, last_seen FROM presence WHERE user_id = $1";

    static final String READ = """
            SELECT u.user_id, p.chosen, p.last_seen, NOT shares_presence(u.user_id, u.user_id) AS hidden,
                   (extract(epoch FROM statement_timestamp()) * 1000)::bigint AS as_of
            FROM unnest($1::uuid[]) AS u(user_id) LEFT JOIN presence p ON p.user_id = u.user_id
            """;

    /** In the order of the ids, so that two processes never wait for each other. */
    static final String STORE_SEEN = """
            INSERT INTO presence (user_id, last_seen)
            SELECT user_id, last_seen FROM unnest($1::uuid[], $2::timestamptz[]) AS s(user_id, last_seen) ORDER BY user_id
            ON CONFLICT (user_id) DO UPDATE SET last_seen = greatest(presence.last_seen, excluded.last_seen)
            """;

    private final Postgres postgres;

    /** @param lastSeen empty for who hides */
    record Kept(Choice choice, Optional<Instant> lastSeen) {}

    PresenceStore(Postgres postgres) {
        this.postgres = postgres;
    }

    /** @param chosen empty takes the choice back */
    Choice choose(UserId user, String chosen) {
        return choice(
                user,
                chosen,
                postgres.query(CHOOSE, user.value(), chosen.isEmpty() ? null : chosen)
                        .iterator()
                        .next());
    }

    /** @return that nothing is chosen any more; empty where there was nothing to forget */
    Optional<Choice> forget(UserId user) {
        Iterator<Row> rows = postgres.query(FORGET, user.value()).iterator();
        return rows.hasNext() ? Optional.of(choice(user, "", rows.next())) : Optional.empty();
    }

    private static Choice choice(UserId user, String chosen, Row row) {
        long asOf = row.getLong("as_of");
        return new Choice(user, chosen, asOf, row.getBoolean("hidden"), asOf - READ_MARGIN.toMillis());
    }

    /** As it stands, for the person alone: whether it is hidden does not matter. */
    PresenceApi.Kept find(UserId user) {
        Iterator<Row> rows = postgres.query(FIND, user.value()).iterator();
        if (!rows.hasNext()) {
            return new PresenceApi.Kept(Optional.empty(), Optional.empty());
        }
        Row row = rows.next();
        return new PresenceApi.Kept(Optional.ofNullable(row.getString("chosen")), lastSeen(row));
    }

    /** For everybody who is asked for, whether there is a row or not. */
    Map<UserId, Kept> read(Collection<UserId> users) {
        Map<UserId, Kept> kept = new HashMap<>();
        for (Row row : postgres.query(READ, (Object) Columns.of(users).ids(UserId::value))) {
            UserId user = new UserId(row.getUUID("user_id"));
            boolean hidden = row.getBoolean("hidden");
            long asOf = row.getLong("as_of");
            String chosen = Optional.ofNullable(row.getString("chosen")).orElse("");
            Choice choice = new Choice(user, chosen, asOf - READ_MARGIN.toMillis(), hidden, asOf);
            kept.put(user, new Kept(choice, hidden ? Optional.empty() : lastSeen(row)));
        }
        return kept;
    }

    List<Choice> choices(Collection<UserId> users) {
        return users.isEmpty()
                ? List.of()
                : new ArrayList<>(
                        read(users).values().stream().map(Kept::choice).toList());
    }

    void storeSeen(Collection<Seen> seen) {
        Columns<Seen> columns = Columns.of(seen);
        postgres.query(
                STORE_SEEN,
                columns.ids(one -> one.user().value()),
                columns.column(OffsetDateTime[]::new, one -> one.at().atOffset(ZoneOffset.UTC)));
    }

    static Optional<Instant> lastSeen(Row row) {
        return Optional.ofNullable(row.getOffsetDateTime("last_seen")).map(OffsetDateTime::toInstant);
    }
}
