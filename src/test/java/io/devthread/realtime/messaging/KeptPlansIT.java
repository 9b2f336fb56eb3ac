package io.devthread.realtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.testkit.KeptPlans;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The plans of the hot transactions are kept, and may have been made on the first day: while the tables are empty they
 * already look up each row by its key.
 */
class KeptPlansIT {
    private static final String UUIDS = "ARRAY[gen_random_uuid()]";
    private static final String NUMBERS = ", ARRAY[6::bigint]";

    private static KeptPlans plans;

    @BeforeAll
    static void connect() throws SQLException {
        plans = new KeptPlans();
    }

    @AfterAll
    static void close() throws SQLException {
        plans.close();
    }

    static List<Arguments> statements() {
        return List.of(
                Arguments.of(LockedConversations.LOCK, UUIDS, List.of("conversations_pkey")),
                Arguments.of(SendStore.BLOCKERS, UUIDS, List.of("conversations_pkey", "blocks_[a-z]+")),
                Arguments.of(
                        SendStore.EARLIER,
                        UUIDS + ", ARRAY['1']",
                        List.of("messages_sender_id_client_message_id_key", "conversations_pkey")),
                Arguments.of(GoneSends.EARLIER, UUIDS + ", ARRAY['1']", List.of("gone_sends_pkey")),
                Arguments.of(
                        LockedConversations.UPDATE,
                        UUIDS + NUMBERS.repeat(7) + ", ARRAY[now()]",
                        List.of("conversations_pkey")),
                Arguments.of(
                        ArrivalStore.NEWLY_DELIVERED,
                        UUIDS + ", " + UUIDS + NUMBERS.repeat(2),
                        List.of("messages_conversation_id_conversation_seq_key")),
                Arguments.of(
                        ReadStore.LOCK,
                        UUIDS + ", gen_random_uuid(), NULL",
                        List.of("messages_pkey", "conversations_pkey")),
                Arguments.of(
                        ReadStore.MARK, UUIDS + ", " + UUIDS + ", gen_random_uuid(), now()", List.of("messages_pkey")));
    }

    @ParameterizedTest
    @MethodSource("statements")
    void eachTableIsReadByItsKey(String sql, String values, List<String> indexes) throws SQLException {
        List<String> plan = plans.of(sql, values);

        assertThat(plan).noneMatch(line -> line.contains("Seq Scan"));
        for (String index : indexes) {
            int scan = plan.indexOf(plan.stream()
                    .filter(line -> Pattern.compile("using " + index + "|on " + index)
                            .matcher(line)
                            .find())
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no scan of " + index + " in\n" + String.join("\n", plan))));
            assertThat(plan.get(scan + 1)).as(String.join("\n", plan)).contains("Index Cond");
        }
    }
}
