package io.devthread.realtime.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.platform.PostgresConfig;
import io.devthread.realtime.testkit.TestStores;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On filled tables the statements read by index, with their values known and as generic plans. */
class QueryPlanIT {
    private static final String ALICE = "'00000000-0000-0000-0000-000000000001'::uuid";
    private static final String BOB = "'00000000-0000-0000-0000-000000000002'::uuid";

    private static final String ANALYZE = "EXPLAIN (ANALYZE, BUFFERS OFF, COSTS OFF, TIMING OFF)";

    private static Connection connection;
    private static Statement statement;

    /**
     * 100,000 follow Alice, who follows as many herself; each of them has a presence and has blocked somebody, and there
     * are 20,000 conversations. 100 others follow 1,000 each.
     */
    private static final String FILL = """
            CREATE FUNCTION person(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
            $$ SELECT ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid $$;

            INSERT INTO follows SELECT person(n), person(1), true, now(), gen_random_uuid()
            FROM generate_series(2, 100001) n;
            INSERT INTO follows SELECT person(1), person(n), true, now(), gen_random_uuid()
            FROM generate_series(2, 100001) n;
            INSERT INTO follows SELECT person(200000 + v), person(n), true, now(), gen_random_uuid()
            FROM generate_series(1, 100) v, generate_series(1, 1000) n;
            INSERT INTO blocks SELECT person(n), person(n + 1), now() FROM generate_series(1, 100001) n;
            INSERT INTO presence SELECT person(n), NULL, now() FROM generate_series(1, 100001) n;
            INSERT INTO settings (user_id, updated_at) SELECT person(n), now() FROM generate_series(1, 100001) n;
            INSERT INTO conversations (id, user_a, user_b, created_at, updated_at)
            SELECT gen_random_uuid(), person(n), person(n + 1), now(), now() FROM generate_series(1, 20000) n;

            ANALYZE follows, presence, settings, conversations, blocks;
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
    void noStatementReadsAWholeTable(String mode) throws SQLException {
        String both = "ARRAY[" + ALICE + ", " + BOB + "]";
        assertNoSeqScan(mode, Visibility.VISIBLE, ALICE + ", " + both);
        assertNoSeqScan(mode, Visibility.VISIBLE_PAIRS, both + ", " + both);
        assertNoSeqScan(mode, Visibility.WATCHED, both + ", 1000, 50000");
        assertNoSeqScan(mode, PresenceStore.READ, both);
    }

    /** However many somebody follows, the list is read up to its bound. */
    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void aWatchListIsReadUpToItsBound(String mode) throws SQLException {
        statement.execute("SET plan_cache_mode = " + mode);
        String plan = plan(Visibility.WATCHED, "ARRAY[" + ALICE + "], 10, 50000", ANALYZE);

        assertThat(plan).contains("rows=10").doesNotContain("Sort").doesNotContainPattern("rows=\\d{5}");
    }

    /** As after a restart: however many they are, no function is called for each pair, and the answer has an end. */
    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void watchListsOfManyAreJoinedAndReadUpToTheBoundOfTheAnswer(String mode) throws SQLException {
        statement.execute("SET plan_cache_mode = " + mode);
        String viewers = IntStream.rangeClosed(200_001, 200_100)
                .mapToObj(n -> "person(" + n + ")")
                .collect(Collectors.joining(", ", "ARRAY[", "]"));
        String plan = plan(Visibility.WATCHED, viewers + ", 1000, 20000", ANALYZE);

        assertThat(plan)
                .contains("rows=20000")
                .doesNotContain("is_blocked")
                .doesNotContain("Sort")
                .doesNotContainPattern("rows=(100000|[3-9]\\d{4})");
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
