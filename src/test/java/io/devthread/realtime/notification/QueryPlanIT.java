package io.devthread.realtime.notification;

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

/** On filled tables the hot statements read by index, with their values known and as generic plans. */
class QueryPlanIT {
    private static final String ALICE = "'00000000-0000-0000-0000-000000000001'::uuid";
    private static final String BOB = "'00000000-0000-0000-0000-000000000002'::uuid";
    private static final String ERIN = "'00000000-0000-0000-0000-000000005000'::uuid";
    private static final String POST = "'10000000-0000-0000-0000-000000000002'::uuid";
    private static final String TOLD = "'20000000-0000-0000-0000-000000000002'::uuid";
    private static final String READ = "'20000000-0000-0000-0001-000000000002'::uuid";
    private static final String LAST = "'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid";

    private static Connection connection;
    private static Statement statement;

    /**
     * Of 20,000 notifications alice has 1,000; one of hers has 5,000 likes, and as many that were taken back, the others
     * have one each. She read one about the same post before. 11,000 follows stand and tell nobody, 100 have ended.
     */
    private static final String FILL = """
            INSERT INTO users (id, username, decided_at, decided_by)
            SELECT ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, 'user' || n, now(), gen_random_uuid()
            FROM generate_series(1, 20000) n;

            INSERT INTO notification_inboxes SELECT id, 1, 1 FROM users;

            INSERT INTO notifications (id, user_id, type, subject_id, actor_id, actors_count, created_at, updated_at)
            SELECT ('20000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid,
                   ('00000000-0000-0000-0000-' || lpad((CASE WHEN n <= 1000 THEN 1 ELSE n END)::text, 12, '0'))::uuid,
                   'like', ('10000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, gen_random_uuid(), 1, now(),
                   now() - n * interval '1 second'
            FROM generate_series(1, 20000) n;

            INSERT INTO interactions
            SELECT n.user_id, 'like', n.subject_id, gen_random_uuid(), n.subject_id, true, now(), gen_random_uuid(), n.id
            FROM notifications n, LATERAL generate_series(1, CASE WHEN n.id = '20000000-0000-0000-0000-000000000002'
                                                                  THEN 5000 ELSE 1 END);

            INSERT INTO interactions
            SELECT n.user_id, 'like', n.subject_id, gen_random_uuid(), n.subject_id, false, now(), gen_random_uuid(), n.id
            FROM notifications n, generate_series(1, 5000) WHERE n.id = '20000000-0000-0000-0000-000000000002';

            INSERT INTO interactions
            SELECT id, 'follow', id, gen_random_uuid(), id, username LIKE 'user1%', now(), gen_random_uuid(), NULL
            FROM users WHERE username LIKE 'user1%' OR username LIKE 'user20__';

            INSERT INTO notifications (id, user_id, type, subject_id, actor_id, actors_count, read_at, created_at, updated_at)
            SELECT '20000000-0000-0000-0001-000000000002', user_id, type, subject_id, actor_id, 1, now(), now(), now()
            FROM notifications WHERE id = '20000000-0000-0000-0000-000000000002';

            INSERT INTO new_posts (post_id, author_id, created_at) SELECT gen_random_uuid(), id, now() FROM users;

            INSERT INTO notification_deletions SELECT gen_random_uuid(), now(), gen_random_uuid() FROM users;

            INSERT INTO domain_events (id, type, actor_id, actor_username, recipient_id, created_at)
            SELECT gen_random_uuid(), 'user_followed', gen_random_uuid(), username, id, now() FROM users;

            INSERT INTO follows
            SELECT f.id, t.id, true, now(), gen_random_uuid()
            FROM users f JOIN users t ON f.username < t.username AND right(f.username, 4) = right(t.username, 4);

            INSERT INTO settings (user_id, updated_at) SELECT id, now() FROM users;

            INSERT INTO blocks SELECT id, gen_random_uuid(), now() FROM users;

            ANALYZE users, notifications, interactions, notification_inboxes, notification_deletions, settings, blocks,
                    domain_events, follows, new_posts;
            """;

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
    void hotStatementsReadNoWholeTable(String mode) throws SQLException {
        String group = "ARRAY[%s], ARRAY['like'], ARRAY[%s]".formatted(ALICE, POST);
        String key = group + ", ARRAY[%s], ARRAY[%s]".formatted(BOB, POST);
        assertNoSeqScan(mode, ReadStore.LIST, ALICE + ", now(), " + LAST + ", 51");
        assertNoSeqScan(mode, ReadStore.UNREAD, ALICE);
        assertNoSeqScan(mode, ReadStore.UNREAD_OF, "ARRAY[" + ALICE + ", " + BOB + "]");
        assertNoSeqScan(mode, ReadStore.MARK_SOME, ALICE + ", now(), ARRAY[" + TOLD + "]");
        assertNoSeqScan(mode, ReadStore.MARK_ALL, ALICE + ", now(), 5000");
        assertNoSeqScan(mode, InboxStore.LOCK, "ARRAY[" + ALICE + ", " + BOB + "]");
        assertNoSeqScan(
                mode,
                InboxStore.UPDATE,
                "ARRAY[" + ALICE + "], ARRAY[1::bigint], ARRAY[2::bigint], ARRAY[now()], ARRAY[now()], ARRAY[now()]");
        assertNoSeqScan(mode, UntoldStore.DUE, "now(), 100");
        assertNoSeqScan(mode, UntoldStore.FIND, "ARRAY[" + ALICE + "], 51");
        assertNoSeqScan(mode, NotificationStore.MARK, "ARRAY[" + TOLD + "], ARRAY['update'], ARRAY['standing']");
        assertNoSeqScan(mode, InteractionStore.FIND, key);
        assertNoSeqScan(mode, InteractionStore.STANDING, group + ", ARRAY[" + BOB + "]");
        assertNoSeqScan(mode, SilenceStore.FIND, "ARRAY[%s], ARRAY['like'], ARRAY[%s]".formatted(ALICE, BOB));
        assertNoSeqScan(mode, InteractionStore.ABOUT_COMMENTS, "ARRAY[" + LAST + "]");
        assertNoSeqScan(mode, InteractionStore.DELETIONS, "ARRAY[" + POST + "]");
        assertNoSeqScan(mode, InteractionStore.OF_ACTOR, "%s, %s, '', %s, %s, 101".formatted(BOB, BOB, BOB, BOB));
        assertNoSeqScan(mode, ErasureStore.NOTIFICATIONS, ALICE + ", 200");
        assertNoSeqScan(mode, ErasureStore.INTERACTIONS, ERIN + ", 200");
        assertNoSeqScan(mode, DeedStore.OF_ACTOR, "%s, %s, '', %s, %s, 101".formatted(BOB, BOB, BOB, BOB));
        assertNoSeqScan(mode, FollowStore.END, ALICE + ", now(), " + LAST + ", 5000");
        assertNoSeqScan(mode, ErasureStore.FOLLOWS, ALICE + ", 200");
        assertNoSeqScan(mode, ErasureStore.NAMES, ALICE + ", 200");
        assertNoSeqScan(mode, NotificationStore.FIND, key + ", ARRAY[" + POST + "]");
        assertNoSeqScan(mode, NotificationStore.USERS_TOLD_OF_POSTS, "ARRAY[" + POST + "]");
    }

    /** However many like a post, one more costs two steps into the index. */
    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void theNewestOfManyIsFoundWithoutLookingAtAll(String mode) throws SQLException {
        String values = "ARRAY[" + TOLD + "], ARRAY[5000], ARRAY[false]";
        assertNoSeqScan(mode, NotificationStore.REFRESH, values);
        assertThat(plan(NotificationStore.REFRESH, values, "EXPLAIN (ANALYZE, BUFFERS OFF, COSTS OFF, TIMING OFF)"))
                .contains("interactions_of_notification")
                .doesNotContain("Sort")
                .doesNotContainPattern("rows=5000");
    }

    /** However many have liked the same post, or stand and tell nobody. */
    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void retentionLooksOnlyAtWhatGoes(String mode) throws SQLException {
        String old = "ARRAY[" + READ + "]";
        assertNoSeqScan(mode, RetentionStore.FIND, "now(), 500");
        assertFewRows(mode, RetentionStore.GOING, "now(), " + old + ", ARRAY[" + ALICE + "]");
        assertFewRows(mode, RetentionStore.PARTS, old + ", now(), 500");
        assertFewRows(mode, RetentionStore.UNTIE, old + ", now(), 500");
        assertFewRows(mode, RetentionStore.NOTIFICATIONS, old);
        for (RetentionStore.Trace trace : RetentionStore.TRACES) {
            assertFewRows(mode, trace.delete(), "now(), 500");
        }
        assertNoSeqScan(mode, RevocationStore.FORGET, "now(), 500, " + ALICE);
    }

    private static void assertFewRows(String mode, String sql, String values) throws SQLException {
        assertNoSeqScan(mode, sql, values);
        statement.execute("BEGIN");
        assertThat(plan(sql, values, "EXPLAIN (ANALYZE, BUFFERS OFF, COSTS OFF, TIMING OFF)"))
                .as(sql)
                .doesNotContainPattern("(rows=|Filter: )\\d{4}");
        statement.execute("ROLLBACK");
    }

    private static void assertNoSeqScan(String mode, String sql, String values) throws SQLException {
        statement.execute("SET plan_cache_mode = " + mode);
        assertThat(plan(sql, values, "EXPLAIN")).as(sql).contains("Index").doesNotContain("Seq Scan");
    }

    private static String plan(String sql, String values, String explain) throws SQLException {
        statement.execute("PREPARE hot AS " + sql);
        StringBuilder plan = new StringBuilder();
        try (ResultSet rows = statement.executeQuery(explain + " EXECUTE hot(" + values + ")")) {
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
        } finally {
            statement.execute("DEALLOCATE hot");
        }
        return plan.toString();
    }
}
