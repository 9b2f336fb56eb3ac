package io.devthread.realtime.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.Talk;
import io.devthread.realtime.testkit.TestPostgres;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestStores;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real PostgreSQL is killed under a running service. */
class PostgresAwayIT {
    /** The promise is 3 s; a busy machine may be late with it. */
    private static final Duration ANSWERED = Duration.ofSeconds(6);

    private static TestPostgres postgres;
    private static TestService service;

    @BeforeAll
    static void start() {
        postgres = TestStores.ownPostgres();
        Map<String, String> settings = new HashMap<>(TestService.stores(postgres.freshDatabase(), TestStores.redis()));
        settings.put("DEVTHREAD_TYPING_PAUSE", "100ms");
        service = TestService.start(settings);
    }

    @AfterAll
    static void stop() {
        service.close();
        postgres.close();
    }

    @Test
    void commandsAreRefusedSocketsLiveOnAndItHealsByItself() {
        Talk talk = Talk.of(service);
        try (RealtimeClient sender = talk.alice().connect();
                RealtimeClient partner = talk.bob().connect()) {
            sender.awaitWelcome();
            JsonNode welcome = partner.awaitWelcome();
            talk.send(sender, "before");
            partner.awaitDurable(1);
            subscribe(sender, talk);
            subscribe(partner, talk);
            type(sender, talk);
            awaitTyping(partner, 1);
            postgres.kill();

            long begun = System.nanoTime();
            JsonNode refused = sender.awaitReply(talk.command(sender, "refused"));
            assertThat(refused.path("code").asText()).isEqualTo("unavailable");
            assertThat(refused.path("retry_after_ms").isIntegralNumber()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(ANSWERED);
            assertThat(sender.call("system", "ping", Map.of()).path("event").asText())
                    .isEqualTo("pong");
            type(sender, talk);
            awaitTyping(partner, 2);
            try (RealtimeClient back = talk.bob().resume(welcome, 0)) {
                assertThat(back.awaitWelcome().path("resume").path("result").asText())
                        .isEqualTo("full");
                assertThat(Talk.contents(back.awaitDurable(1))).containsExactly("before");
            }
            assertThat(sender.isClosed()).isFalse();

            postgres.start();
            Eventually.holds("a send is acknowledged again", Duration.ofSeconds(10), () -> sender.awaitReply(
                            talk.command(sender, "after"))
                    .path("type")
                    .asText()
                    .equals("ack"));
            try (RealtimeClient back = talk.bob().resume(welcome, 1)) {
                assertThat(Talk.contents(back.awaitDurable(1))).containsExactly("after");
            }
        }
    }

    private static void type(RealtimeClient client, Talk talk) {
        for (String event : List.of("typing_start", "typing_stop")) {
            JsonNode reply = client.call("typing", event, Map.of("conversation_id", talk.conversation()));
            assertThat(reply.path("type").asText()).as("%s", reply).isEqualTo("ack");
        }
    }

    private static void awaitTyping(RealtimeClient client, int times) {
        Eventually.holds(
                "typing is seen",
                () -> client.frames().stream()
                                .filter(frame -> frame.path("event").asText().equals("typing_stop"))
                                .count()
                        == times);
    }

    private static void subscribe(RealtimeClient client, Talk talk) {
        client.call("system", "subscribe", Map.of("channel", "conversation:" + talk.conversation()));
    }
}
