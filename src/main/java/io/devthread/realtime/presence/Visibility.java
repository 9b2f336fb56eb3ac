package io.devthread.realtime.presence;

import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Columns;
import io.devthread.realtime.platform.Postgres;
import io.devthread.realtime.presence.PresenceApi.Pair;
import io.devthread.realtime.presence.PresenceApi.WatchList;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who may see whom: those they follow or share a conversation with, without a block between them, both showing. */
final class Visibility {
    static final String VISIBLE = """
            SELECT u.user_id, (SELECT p.last_seen FROM presence p WHERE p.user_id = u.user_id) AS last_seen
            FROM unnest($2::uuid[]) AS u(user_id)
            WHERE (EXISTS (SELECT 1 FROM follows f
                           WHERE f.follower_id = $1 AND f.followed_id = u.user_id AND f.stands)
                   OR EXISTS (SELECT 1 FROM conversations c
                              WHERE c.user_a = LEAST($1::uuid, u.user_id) AND c.user_b = GREATEST($1::uuid, u.user_id)))
              AND NOT is_blocked($1, u.user_id) AND shares_presence($1, u.user_id)
            """;

    /** Pairs in one answer, some 2 MB of it: larger ones would keep event loops busy. A list is far shorter. */
    static final int MOST_PAIRS = 50_000;

    /**
     * Who hides from everybody stays on the lists, shown as offline: so they need not be made again for all followers
     * when that changes. The blocks are joined: {@code is_blocked} would be called for each of very many rows.
     */
    static final String WATCHED = """
            SELECT v.user_id AS viewer_id, w.followed_id
            FROM unnest($1::uuid[]) WITH ORDINALITY AS v(user_id, place) CROSS JOIN LATERAL (
                SELECT f.followed_id FROM follows f
                WHERE f.follower_id = v.user_id AND f.stands
                  AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.user_id = v.user_id AND b.blocked_id = f.followed_id)
                  AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.blocked_id = v.user_id AND b.user_id = f.followed_id)
                ORDER BY f.followed_id LIMIT $2) AS w
            WHERE shares_presence(v.user_id, v.user_id)
            ORDER BY v.place LIMIT $3
            """;

    /** Who hides from everybody is among them, for the same reason. */
    static final String VISIBLE_PAIRS = """
            SELECT p.viewer_id, p.user_id
            FROM unnest($1::uuid[], $2::uuid[]) AS p(viewer_id, user_id)
            WHERE (EXISTS (SELECT 1 FROM follows f
                           WHERE f.follower_id = p.viewer_id AND f.followed_id = p.user_id AND f.stands)
                   OR EXISTS (SELECT 1 FROM conversations c
                              WHERE c.user_a = LEAST(p.viewer_id, p.user_id)
                                AND c.user_b = GREATEST(p.viewer_id, p.user_id)))
              AND NOT is_blocked(p.viewer_id, p.user_id) AND shares_presence(p.viewer_id, p.viewer_id)
            """;

    private final Postgres postgres;

    Visibility(Postgres postgres) {
        this.postgres = postgres;
    }

    /** Those of the users that the viewer may see, with what is stored of when they were last there. */
    Map<UserId, Optional<Instant>> visible(UserId viewer, Collection<UserId> users) {
        Map<UserId, Optional<Instant>> visible = new HashMap<>();
        Object ids = Columns.of(users).ids(UserId::value);
        for (Row row : postgres.query(VISIBLE, viewer.value(), ids)) {
            visible.put(new UserId(row.getUUID("user_id")), PresenceStore.lastSeen(row));
        }
        return visible;
    }

    List<Pair> visible(Collection<Pair> pairs) {
        Columns<Pair> columns = Columns.of(pairs);
        List<Pair> visible = new ArrayList<>();
        for (Row row : postgres.query(
                VISIBLE_PAIRS, columns.ids(pair -> pair.viewerId().value()), columns.ids(pair -> pair.userId()
                        .value()))) {
            visible.add(new Pair(new UserId(row.getUUID("viewer_id")), new UserId(row.getUUID("user_id"))));
        }
        return visible;
    }

    /**
     * One for each viewer, each of at most {@code most} users. Those of the last viewers are left out when all together
     * have more than {@link #MOST_PAIRS}.
     */
    List<WatchList> watched(Collection<UserId> viewers, int most) {
        Map<UserId, List<UserId>> lists = new LinkedHashMap<>();
        viewers.forEach(viewer -> lists.put(viewer, new ArrayList<>()));
        Object ids = Columns.of(lists.keySet()).ids(UserId::value);
        RowSet<Row> rows = postgres.query(WATCHED, ids, most, MOST_PAIRS);
        Optional<UserId> last = Optional.empty();
        for (Row row : rows) {
            last = Optional.of(new UserId(row.getUUID("viewer_id")));
            lists.get(last.get()).add(new UserId(row.getUUID("followed_id")));
        }
        Optional<UserId> cut = last.filter(viewer -> rows.size() == MOST_PAIRS);
        return lists.entrySet().stream()
                .takeWhile(list -> !cut.equals(Optional.of(list.getKey())))
                .map(list -> new WatchList(list.getKey(), list.getValue()))
                .toList();
    }
}
