package io.devthread.realtime.community;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.platform.PostgresConfig;
import io.devthread.realtime.testkit.TestStores;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On filled tables the lists read by index, with their values known and as generic plans. */
class QueryPlanIT {
    private static final String USER = "'00000000-0000-0000-0000-000000000001'::uuid";
    private static final String POST = "'10000000-0000-0000-0000-000000000001'::uuid";
    private static final String PLACE = "now(), 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid, 51";

    /** The first person wrote every tenth post, and every fifth comment stands below the first post. */
    private static final String FILL = """
            INSERT INTO community_users (id, username, password_hash, created_at)
            SELECT ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, 'user' || n, '', now()
            FROM generate_series(1, 5000) n;

            INSERT INTO community_posts (id, author_id, content, created_at, changed_at)
            SELECT ('10000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid,
                   ('00000000-0000-0000-0000-' || lpad((CASE WHEN n % 10 = 0 THEN 1 ELSE n % 5000 + 1 END)::text, 12, '0'))::uuid,
                   'text', now() - n * interval '1 second', now()
            FROM generate_series(1, 20000) n;

            INSERT INTO community_likes (post_id, user_id)
            SELECT p.id, u.id FROM community_posts p, LATERAL (SELECT id FROM community_users LIMIT 3) u;

            INSERT INTO community_comments (id, post_id, author_id, content, created_at)
            SELECT gen_random_uuid(),
                   ('10000000-0000-0000-0000-' || lpad((CASE WHEN n % 5 = 0 THEN 1 ELSE n END)::text, 12, '0'))::uuid,
                   ('00000000-0000-0000-0000-' || lpad((n % 5000 + 1)::text, 12, '0'))::uuid,
                   'text', now() - n * interval '1 second'
            FROM generate_series(1, 20000) n;

            INSERT INTO community_follows (follower_id, followee_id, created_at)
            SELECT a.id, b.id, now() FROM community_users a, LATERAL (SELECT id FROM community_users LIMIT 5) b
            WHERE a.id <> b.id;

            ANALYZE community_users, community_posts, community_likes, community_comments, community_follows;
            """;

    private static Connection connection;
    private static Statement statement;

    @BeforeAll
    static void fill() throws SQLException {
        PostgresConfig config = TestStores.postgres();
        connection = DriverManager.getConnection("jdbc:" + config.url(), config.user(), config.password());
        statement = connection.createStatement();
        statement.execute(FILL);
    }

    @AfterAll
    static void close() throws SQLException {
        connection.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void listsReadNoWholeTable(String mode) throws SQLException {
        assertReadsByIndex(mode, PostStore.LIST, USER + ", " + PLACE);
        assertReadsByIndex(mode, PostStore.LIST_OF_AUTHOR, USER + ", " + PLACE + ", " + USER);
        assertReadsByIndex(mode, CommentStore.LIST, POST + ", " + PLACE);
        assertReadsByIndex(mode, FollowStore.PROFILE_BY_ID, USER + ", " + USER);
        assertReadsByIndex(mode, FollowStore.PROFILE_BY_NAME, USER + ", 'user77'");
    }

    private static void assertReadsByIndex(String mode, String sql, String values) throws SQLException {
        statement.execute("SET plan_cache_mode = " + mode);
        statement.execute("PREPARE hot AS " + sql);
        StringBuilder plan = new StringBuilder();
        try (ResultSet lines = statement.executeQuery("EXPLAIN EXECUTE hot(" + values + ")")) {
            while (lines.next()) {
                plan.append(lines.getString(1)).append('\n');
            }
        }
        statement.execute("DEALLOCATE hot");
        assertThat(plan.toString()).as(sql).doesNotContain("Seq Scan", "Sort");
    }
}
