package io.devthread.realtime.notification;

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
 * As in messaging: the plans of these transactions are kept, and may have been made while the tables were empty. They
 * look up what they need all the same, and read no index from one end to the other.
 */
class KeptPlansIT {
    private static final Pattern INDEX_SCAN = Pattern.compile("Index (Only )?Scan (Backward )?(using|on) ");
    private static final String UUIDS = "ARRAY[gen_random_uuid()]";
    private static final String GROUP = UUIDS + ", ARRAY['like'], " + UUIDS;
    private static final String KEY = GROUP + ", " + UUIDS + ", " + UUIDS;

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
        String one = "gen_random_uuid()";
        return List.of(
                Arguments.of("inbox lock", InboxStore.LOCK, UUIDS),
                Arguments.of(
                        "inbox update",
                        InboxStore.UPDATE,
                        UUIDS + ", ARRAY[1::bigint], ARRAY[2::bigint], ARRAY[now()], ARRAY[now()], ARRAY[now()]"),
                Arguments.of("due", UntoldStore.DUE, "now(), 100"),
                Arguments.of("untold", UntoldStore.FIND, UUIDS + ", 51"),
                Arguments.of("mark", NotificationStore.MARK, UUIDS + ", ARRAY['update'], ARRAY['standing']"),
                Arguments.of("interactions", InteractionStore.FIND, KEY),
                Arguments.of("standing", InteractionStore.STANDING, GROUP + ", " + UUIDS),
                Arguments.of("silence", SilenceStore.FIND, UUIDS + ", ARRAY['like'], " + UUIDS),
                Arguments.of("deletions", InteractionStore.DELETIONS, UUIDS),
                Arguments.of("about comments", InteractionStore.ABOUT_COMMENTS, UUIDS),
                Arguments.of("notifications", NotificationStore.FIND, KEY + ", " + UUIDS),
                Arguments.of("told of posts", NotificationStore.USERS_TOLD_OF_POSTS, UUIDS),
                Arguments.of("refresh", NotificationStore.REFRESH, UUIDS + ", ARRAY[1], ARRAY[false]"),
                Arguments.of("mark some", ReadStore.MARK_SOME, one + ", now(), " + UUIDS),
                Arguments.of("mark all", ReadStore.MARK_ALL, one + ", now(), 5000"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("statements")
    void noIndexIsReadAsAWhole(String name, String sql, String values) throws SQLException {
        List<String> plan = plans.of(sql, values);

        assertThat(plan).noneMatch(line -> line.contains("Seq Scan on"));
        for (int i = 0; i < plan.size(); i++) {
            if (INDEX_SCAN.matcher(plan.get(i)).find()) {
                assertThat(i + 1 < plan.size() ? plan.get(i + 1) : "")
                        .as(String.join("\n", plan))
                        .contains("Index Cond");
            }
        }
    }
}
