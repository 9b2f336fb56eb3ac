package io.devthread.realtime.messaging;

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
    private static final String TALK = "'10000000-0000-0000-0000-000000000002'::uuid";
    private static final String OTHER_TALK = "'10000000-0000-0000-0000-000000000777'::uuid";

    private static final String ERASER = "'00000000-0000-0000-0000-000000020000'::uuid";

    private static final String MESSAGE = "'20000000-0000-0000-0000-000000000002'::uuid";

    private static Connection connection;
    private static Statement statement;

    /** Alice talks with 1,000 people, of whom 500 stand before her in the pair; 19,000 others talk among themselves. */
    private static final String FILL = """
            INSERT INTO users (id, username, decided_at, decided_by)
            SELECT ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, 'user' || n, now(), gen_random_uuid()
            FROM generate_series(1, 20000) n;

            INSERT INTO conversations (id, user_a, user_b, last_seq, created_at, updated_at)
            SELECT ('10000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid,
                   ('00000000-0000-0000-0000-' || lpad((CASE WHEN n <= 1000 THEN 1 ELSE n END)::text, 12, '0'))::uuid,
                   ('00000000-0000-0000-0000-' || lpad((n + 1)::text, 12, '0'))::uuid,
                   5, now(), now() - n * interval '1 second'
            FROM generate_series(1, 20000) n;

            INSERT INTO messages (id, conversation_id, conversation_seq, sender_id, client_message_id, content, sent_at)
            SELECT gen_random_uuid(), c.id, s, c.user_a, c.id || '/' || s, 'text', now()
            FROM conversations c, generate_series(1, 5) s;

            -- The last of the others has erased nearly all.
            INSERT INTO messages (id, conversation_id, conversation_seq, sender_id, client_message_id, content, sent_at)
            SELECT id, c, 5 + n, '00000000-0000-0000-0000-000000020000', CASE n WHEN 5000 THEN 'z' ELSE id::text END, '', now()
            FROM (SELECT gen_random_uuid() AS id, n, '10000000-0000-0000-0000-000000020000'::uuid AS c
                  FROM generate_series(1, 5000) n) AS erased;

            INSERT INTO blocks (user_id, blocked_id, blocked_at)
            SELECT user_a, user_b, now() FROM conversations;

            INSERT INTO gone_sends
            SELECT sender_id, sha256(convert_to(client_message_id, 'UTF8')), id, conversation_id, conversation_seq,
                   sent_at, now() + n * interval '1 second'
            FROM (SELECT *, row_number() OVER () AS n FROM messages LIMIT 20000) AS m;

            ANALYZE users, conversations, messages, blocks, gone_sends;
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
        String pair = ALICE + ", '00000000-0000-0000-0000-000000000003'::uuid";
        assertNoSeqScan(
                mode, ConversationStore.LIST, ALICE + ", now(), 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid, 101");
        assertNoSeqScan(mode, ConversationStore.OF_PAIR, pair);
        assertNoSeqScan(mode, ConversationStore.IDS_OF_PAIRS, "ARRAY[" + ALICE + "], ARRAY[" + ALICE + "]");
        assertNoSeqScan(mode, ConversationStore.BLOCKERS, "ARRAY[" + ALICE + "], ARRAY[" + ALICE + "]");
        assertNoSeqScan(
                mode,
                ConversationStore.INSERT,
                "ARRAY[gen_random_uuid()], ARRAY[" + ALICE + "], ARRAY[" + ALICE + "], now()");
        assertNoSeqScan(mode, ConversationStore.PARTICIPANTS, "ARRAY[" + TALK + ", " + OTHER_TALK + "]");
        assertNoSeqScan(mode, MessageStore.BEFORE, TALK + ", 4, 51");
        assertNoSeqScan(mode, MessageStore.AFTER, TALK + ", 1, 51");
        assertNoSeqScan(mode, LockedConversations.LOCK, "ARRAY[" + TALK + ", " + OTHER_TALK + "]");
        assertNoSeqScan(mode, SendStore.BLOCKERS, "ARRAY[" + TALK + ", " + OTHER_TALK + "]");
        assertNoSeqScan(mode, SendStore.EARLIER, "ARRAY[" + ALICE + "], ARRAY['1']");
        assertNoSeqScan(
                mode,
                LockedConversations.UPDATE,
                "ARRAY[" + TALK + "]" + ", ARRAY[6::bigint]".repeat(7) + ", ARRAY[now()]");
        assertNoSeqScan(mode, ArrivalStore.OUTSTANDING, "ARRAY[" + ALICE + "], 100");
        assertNoSeqScan(
                mode,
                ArrivalStore.NEWLY_DELIVERED,
                "ARRAY[" + TALK + "], ARRAY[" + ALICE + "], ARRAY[1::bigint], ARRAY[5::bigint]");
        assertNoSeqScan(mode, ReadStore.LOCK, "ARRAY[" + MESSAGE + "], " + ALICE + ", NULL");
        assertNoSeqScan(mode, ReadStore.MARK, "ARRAY[" + MESSAGE + "], ARRAY[" + TALK + "], " + ALICE + ", now()");
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void whatChangesRemovesAndExportsReadsNoWholeTable(String mode) throws SQLException {
        String message = "ARRAY['20000000-0000-0000-0000-000000000001'::uuid]";
        assertNoSeqScan(mode, RevisionStore.CONVERSATIONS_OF, message + ", " + ALICE);
        assertNoSeqScan(mode, RevisionStore.OWN, message + ", " + ALICE);
        assertNoSeqScan(mode, RevisionStore.SENT, ALICE + ", '', 100");
        assertNoSeqScan(mode, GoneSends.EARLIER, "ARRAY[" + ALICE + "], ARRAY['1']");
        assertNoSeqScan(mode, GoneSends.REMEMBER, message + ", now()");
        assertNoSeqScan(mode, GoneSends.FORGET, "now(), 500");
        assertNoSeqScan(mode, PurgeStore.OLDEST, "now(), 500");
        assertNoSeqScan(mode, PurgeStore.LOCK_FREE, "ARRAY[" + TALK + "]");
        assertNoSeqScan(mode, PurgeStore.CLAIM, message + ", ARRAY[" + TALK + "]");
        assertNoSeqScan(mode, PurgeStore.CONVERSATIONS, "ARRAY[" + TALK + "]");
        assertNoSeqScan(mode, ExportStore.CONVERSATION, ALICE + ", " + TALK);
    }

    /** What was erased before must not make the next batch of an erasure dearer. */
    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void anErasureReadsNoMoreThanItAsksForHoweverMuchIsErased(String mode) throws SQLException {
        String plan = plan(mode, "EXPLAIN (ANALYZE, TIMING OFF) EXECUTE", RevisionStore.SENT, ERASER + ", '', 100");
        assertThat(plan)
                .contains("Index Scan using messages_sender_id_client_message_id_key")
                .containsPattern("rows=100(\\.00)? loops=1")
                .doesNotContain("Rows Removed");
    }

    private static void assertNoSeqScan(String mode, String sql, String values) throws SQLException {
        assertThat(plan(mode, "EXPLAIN EXECUTE", sql, values))
                .as(sql)
                .contains("Index")
                .doesNotContain("Seq Scan");
    }

    private static String plan(String mode, String explain, String sql, String values) throws SQLException {
        statement.execute("SET plan_cache_mode = " + mode);
        statement.execute("PREPARE hot AS " + sql);
        StringBuilder plan = new StringBuilder();
        try (ResultSet rows = statement.executeQuery(explain + " hot(" + values + ")")) {
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
        } finally {
            statement.execute("DEALLOCATE hot");
        }
        return plan.toString();
    }
}
