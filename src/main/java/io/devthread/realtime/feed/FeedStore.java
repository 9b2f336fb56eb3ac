package io.devthread.realtime.feed;

import static io.devthread.realtime.platform.Postgres.await;

import io.devthread.realtime.feed.Announcement.NewPost;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.platform.Columns;
import io.devthread.realtime.platform.Postgres;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Tables {@code feed_speaker} and {@code new_posts}: who speaks for the feed, and what there is to announce. */
final class FeedStore {
    /** By the database's clock. How long a feed is silent when its speaker dies. */
    static final Duration LEASE = Duration.ofSeconds(3);

    private static final MostBlockers MOST_BLOCKERS = new MostBlockers(10_000, 20_000);

    private static final String SPEAK = """
            UPDATE feed_speaker
            SET speaker = $1, speaks_until = clock_timestamp() + $2::bigint * interval '1 millisecond'
            WHERE speaker = $1 OR speaks_until < clock_timestamp()
            RETURNING untold, EXISTS (SELECT 1 FROM new_posts WHERE NOT announced) AS waiting
            """;

    private static final String RESIGN = "UPDATE feed_speaker SET speaks_until = '-infinity' WHERE speaker = $1";

    /** Whoever is no longer the speaker gets nothing, however late it wakes up. */
    private static final String DUE = """
            SELECT announced_at FROM feed_speaker
            WHERE speaker = $1 AND untold IS NULL AND (announced_at IS NULL OR announced_at <= $2) FOR UPDATE
            """;

    /** In one announcement, the oldest first: far from the time that a statement may take, however many have gathered. */
    static final int MOST_POSTS = 5_000;

    private static final String TAKE = """
            UPDATE new_posts SET announced = true
            WHERE post_id = ANY(ARRAY(SELECT post_id FROM new_posts WHERE NOT announced
                                      ORDER BY created_at, post_id LIMIT $1))
            RETURNING post_id, author_id, created_at
            """;

    /** The least blocked authors first, as long as there is room for those who have blocked them; and these. */
    private static final String BLOCKERS = """
            WITH authors AS (
                SELECT a.author_id,
                       (SELECT count(*) FROM (SELECT 1 FROM blocks WHERE blocked_id = a.author_id LIMIT $2) AS b) AS blockers
                FROM unnest($1::uuid[]) AS a(author_id)),
            announced AS (
                SELECT author_id, sum(blockers) OVER (ORDER BY blockers, author_id) AS named
                FROM authors WHERE blockers < $2)
            SELECT a.author_id, b.user_id FROM announced a
            LEFT JOIN LATERAL (SELECT user_id FROM blocks WHERE blocked_id = a.author_id LIMIT $2) AS b ON true
            WHERE a.named <= $3::bigint
            """;

    private static final String ANNOUNCED = "UPDATE feed_speaker SET announced_at = $1, untold = $2";

    private static final String TOLD = "UPDATE feed_speaker SET untold = NULL WHERE speaker = $1";

    private final Postgres postgres;
    private final UUID me;
    private final MostBlockers most;

    /**
     * Who has blocked an author of an announcement has to be named to every gateway.
     *
     * @param ofOne an author whom so many have blocked is announced to nobody
     * @param ofAll where those of all authors are more, the most blocked ones are announced to nobody
     */
    record MostBlockers(int ofOne, int ofAll) {}

    /**
     * @param untold what was announced and perhaps not told
     * @param waiting there are posts to announce
     */
    record Speaking(Optional<String> untold, boolean waiting) {}

    FeedStore(Postgres postgres, UUID me) {
        this(postgres, me, MOST_BLOCKERS);
    }

    FeedStore(Postgres postgres, UUID me, MostBlockers most) {
        this.postgres = postgres;
        this.me = me;
        this.most = most;
    }

    /** Becomes or stays the one process that speaks; empty when it is another one. */
    Optional<Speaking> speak() {
        for (Row row : postgres.query(SPEAK, me, LEASE.toMillis())) {
            return Optional.of(new Speaking(Optional.ofNullable(row.getString("untold")), row.getBoolean("waiting")));
        }
        return Optional.empty();
    }

    /** So that the next one need not wait. */
    void resign() {
        postgres.query(RESIGN, me);
    }

    /**
     * Marks what is new as announced, each post once, whichever process asks; what is to be told of it stands in the
     * database until {@link #told}.
     *
     * @param text of what is to be told, as {@link #speak} gives it back
     */
    Optional<String> announce(Instant now, Duration interval, Function<Announcement, String> text) {
        return postgres.inTransaction(connection -> {
            RowSet<Row> due =
                    await(connection.preparedQuery(DUE).execute(Columns.tuple(me, time(now.minus(interval)))));
            if (due.size() == 0) {
                return Optional.empty();
            }
            Optional<Instant> before = Optional.ofNullable(due.iterator().next().getOffsetDateTime(0))
                    .map(OffsetDateTime::toInstant);
            Announcement announcement = take(connection, before.orElse(now.minus(interval)));
            if (announcement.posts().isEmpty()) {
                return Optional.empty();
            }
            String told = text.apply(announcement);
            await(connection.preparedQuery(ANNOUNCED).execute(Columns.tuple(time(now), told)));
            return Optional.of(told);
        });
    }

    void told() {
        postgres.query(TOLD, me);
    }

    private Announcement take(SqlConnection connection, Instant since) {
        List<Row> rows = new ArrayList<>();
        await(connection.preparedQuery(TAKE).execute(Columns.tuple(MOST_POSTS))).forEach(rows::add);
        List<NewPost> all = rows.stream()
                .sorted(Comparator.comparing((Row row) -> row.getOffsetDateTime("created_at"))
                        .reversed())
                .map(row -> new NewPost(row.getUUID("post_id"), new UserId(row.getUUID("author_id"))))
                .toList();
        Map<UserId, Set<UserId>> blockers = blockers(connection, all);
        List<NewPost> posts =
                all.stream().filter(post -> blockers.containsKey(post.author())).toList();
        Map<UserId, Set<UserId>> blocked = new HashMap<>();
        blockers.forEach((author, users) -> users.forEach(
                user -> blocked.computeIfAbsent(user, first -> new HashSet<>()).add(author)));
        return new Announcement(posts, blocked, since);
    }

    /** By author who has blocked that one, of those that are announced. */
    private Map<UserId, Set<UserId>> blockers(SqlConnection connection, List<NewPost> posts) {
        Object authors =
                posts.stream().map(post -> post.author().value()).distinct().toArray(UUID[]::new);
        Map<UserId, Set<UserId>> blockers = new HashMap<>();
        for (Row row :
                await(connection.preparedQuery(BLOCKERS).execute(Columns.tuple(authors, most.ofOne(), most.ofAll())))) {
            Set<UserId> of = blockers.computeIfAbsent(new UserId(row.getUUID("author_id")), first -> new HashSet<>());
            Optional.ofNullable(row.getUUID("user_id")).map(UserId::new).ifPresent(of::add);
        }
        return blockers;
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
