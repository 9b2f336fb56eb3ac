package io.devthread.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.Prometheus;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard and the alerts, asked of a real Prometheus that watches a running service. */
class PrometheusIT {
    private static final Path RULES = Path.of("conf/prometheus/alerts.yml");
    private static final Path DASHBOARD = Path.of("conf/grafana/devthread.json");
    private static final String ONLY_WHAT_IS = " > 0";

    @TempDir
    private static Path folder;

    private static TestService service;
    private static Prometheus prometheus;

    @BeforeAll
    static void watch() throws IOException {
        assumeTrue(
                Prometheus.program("prometheus").isPresent()
                        && Prometheus.program("promtool").isPresent(),
                "Prometheus is not here: scripts/test unpacks Debian's, or apt-get install prometheus");
        service = TestService.start();
        prometheus = Prometheus.start(folder, RULES, service.management("/").getAuthority());
        talk();
        Eventually.holds("Prometheus answers", Duration.ofSeconds(30), prometheus::isUp);
        Eventually.holds("it has read the service three times", Duration.ofSeconds(30), () -> prometheus
                .query("count_over_time(devthread_cluster_members[1m]) >= 3")
                .at("/data/result/0")
                .isObject());
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            prometheus.close();
            service.close();
        }
    }

    private static void talk() {
        TestUser alice = service.register("alice_prometheus");
        TestUser bob = service.register("bob_prometheus");
        String conversation = alice.conversationWith(bob);
        try (RealtimeClient from = alice.connect();
                RealtimeClient to = bob.connect()) {
            to.awaitWelcome();
            Map<String, String> message = Map.of(
                    "conversation_id",
                    conversation,
                    "content",
                    "hello",
                    "client_message_id",
                    Ids.next().toString());
            from.call("message", "send_message", message);
            to.awaitEvent("new_message");
            to.sendText("{\"v\":1,\"type\":\"ack\",\"seq\":1}");
        }
    }

    /** A panel that shows only what is not zero may be empty; what it is made of may not. */
    @Test
    void everyQueryOfTheDashboardIsAnswered() throws IOException {
        List<String> queries = queries();
        assertThat(queries).hasSizeGreaterThan(30);
        assertThat(queries).allSatisfy(query -> {
            String whole =
                    query.endsWith(ONLY_WHAT_IS) ? query.substring(0, query.length() - ONLY_WHAT_IS.length()) : query;
            assertThat(prometheus.query(query).path("status").asText()).isEqualTo("success");
            assertThat(prometheus.query(whole).at("/data/result")).isNotEmpty();
        });
    }

    @Test
    void everyAlertIsEvaluatedAndNoneFiresInAServiceThatIsWell() {
        Eventually.holds("all have been evaluated", Duration.ofSeconds(30), () -> rules().stream()
                .allMatch(rule -> !rule.path("health").asText().equals("unknown")));
        assertThat(rules()).hasSizeGreaterThan(10).allSatisfy(rule -> {
            assertThat(rule.path("health").asText()).as("%s", rule).isEqualTo("ok");
            assertThat(rule.path("state").asText()).as("%s", rule).isNotEqualTo("firing");
        });
    }

    @Test
    void theRulesAndTheExampleAreGoodAndFireWhenTheyShould() throws Exception {
        assertThat(Prometheus.promtool("check", "rules", RULES.toString())).isEmpty();
        assertThat(Prometheus.promtool("check", "config", "conf/prometheus/prometheus.yml"))
                .isEmpty();
        assertThat(Prometheus.promtool("test", "rules", "src/test/resources/prometheus/alerts-test.yml"))
                .isEmpty();
    }

    private static List<JsonNode> rules() {
        List<JsonNode> rules = new ArrayList<>();
        prometheus.get("/api/v1/rules").at("/data/groups").forEach(group -> group.path("rules")
                .forEach(rules::add));
        return rules;
    }

    private static List<String> queries() throws IOException {
        List<String> queries = new ArrayList<>();
        JsonNode dashboard = Json.mapper().readTree(Files.readString(DASHBOARD));
        dashboard.path("panels").forEach(panel -> panel.path("targets")
                .forEach(target -> queries.add(target.path("expr")
                        .asText()
                        .replace("$__rate_interval", "1m")
                        .replace("$instance", ".*"))));
        return queries;
    }
}
