package io.devthread.realtime.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.platform.PostgresConfig;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.Stopwatch;
import io.devthread.realtime.testkit.Talk;
import io.devthread.realtime.testkit.TcpProxy;
import io.devthread.realtime.testkit.TestPostgres;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestStores;
import io.devthread.realtime.testkit.TestUser;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real PostgreSQL goes away under a running service, in each way that one can. */
class PostgresAwayIT {
    /** What clients are promised, by the {@link Stopwatch}: what the machine gives to others does not count. */
    private static final Duration ANSWERED = Duration.ofSeconds(3);

    private static final Duration BACK = Duration.ofSeconds(30);

    private static TestPostgres postgres;
    private static Vertx vertx;
    private static TcpProxy way;
    private static TestService service;

    enum Away {
        KILLED {
            @Override
            void begin() {
                postgres.kill();
            }

            @Override
            void end() {
                postgres.start();
            }
        },
        /** It takes connections, as the kernel does that for it, and never answers. */
        FROZEN {
            @Override
            void begin() {
                postgres.signal("STOP");
            }

            @Override
            void end() {
                postgres.signal("CONT");
            }
        },
        /** Connections end, and new ones too. */
        CUT {
            @Override
            void begin() {
                way.cut();
            }

            @Override
            void end() {
                way.heal();
            }
        },
        /** Nothing passes and nobody is told, and the connections of before never work again. */
        SILENT {
            @Override
            void begin() {
                way.hang();
            }

            @Override
            void end() {
                way.forget();
            }
        };

        abstract void begin();

        abstract void end();
    }

    @BeforeAll
    static void start() {
        postgres = TestStores.ownEmbeddedPostgres();
        vertx = Vertx.vertx();
        way = TcpProxy.to(vertx, postgres.port());
        PostgresConfig direct = postgres.freshDatabase();
        String url = direct.url().replace(":" + postgres.port() + "/", ":" + way.port() + "/");
        PostgresConfig config = new PostgresConfig(url, direct.user(), direct.password(), direct.poolSize());
        Map<String, String> settings = new HashMap<>(TestService.stores(config, TestStores.redis()));
        settings.put("DEVTHREAD_TYPING_PAUSE", "100ms");
        settings.put("DEVTHREAD_SESSION_RATES_TYPING_PER_SECOND", "1000");
        settings.put("DEVTHREAD_SESSION_RATES_TYPING_BURST", "1000");
        service = TestService.start(settings);
    }

    @AfterAll
    static void stop() {
        service.close();
        postgres.close();
        vertx.close().await();
    }

    @ParameterizedTest
    @EnumSource
    void commandsAreRefusedInTimeSocketsLiveOnAndItHealsByItself(Away away) {
        Talk talk = Talk.of(service);
        try (RealtimeClient sender = talk.alice().connect();
                RealtimeClient partner = talk.bob().connect();
                RealtimeClient reloading = talk.bob().connect()) {
            sender.awaitWelcome();
            partner.awaitWelcome();
            JsonNode welcome = reloading.awaitWelcome();
            talk.send(sender, "before");
            partner.awaitDurable(1);
            List.of(sender, partner).forEach(client -> subscribe(client, talk));
            typingIsSeen(sender, partner, talk);

            away.begin();
            try {
                refusesInTime(talk, sender);
                othersLiveOn(talk, sender, partner, welcome);
                refusesInTime(talk, sender);
                isRefusedOverHttp(talk);
            } finally {
                away.end();
            }

            Eventually.holds(
                    "a send is acknowledged again", BACK, () -> sender.awaitReply(talk.command(sender, "after"))
                            .path("type")
                            .asText()
                            .equals("ack"));
            assertThat(Talk.contents(partner.awaitDurable(2))).containsExactly("before", "after");
            assertThat(sender.isClosed()).isFalse();
        }
    }

    /** Several at once: those that wait for the one before them have the same promise. */
    private static void refusesInTime(Talk talk, RealtimeClient sender) {
        try (Stopwatch watch = Stopwatch.start()) {
            List<String> sent = List.of("r1", "r2", "r3").stream()
                    .map(content -> talk.command(sender, content))
                    .toList();
            String read = sender.command(
                    "message", "message_read", Map.of("message_ids", List.of("01890000-0000-7000-8000-000000000000")));
            for (String id : sent) {
                JsonNode refused = sender.awaitReply(id);
                assertThat(refused.path("code").asText()).as("%s", refused).isEqualTo("unavailable");
                assertThat(refused.path("retry_after_ms").isIntegralNumber()).isTrue();
            }
            assertThat(sender.awaitReply(read).path("code").asText()).isEqualTo("unavailable");
            assertThat(watch.elapsed()).isLessThan(ANSWERED);
        }
    }

    private static void isRefusedOverHttp(Talk talk) {
        try (Stopwatch watch = Stopwatch.start()) {
            TestUser.Answer answer = TestUser.requestOnce(
                    service.address(),
                    Optional.of(talk.alice().token()),
                    "GET",
                    "/api/v1/conversations",
                    Optional.empty());
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.response().headers().firstValue("Retry-After")).isPresent();
            assertThat(watch.elapsed()).isLessThan(ANSWERED);
        }
    }

    private static void othersLiveOn(Talk talk, RealtimeClient sender, RealtimeClient partner, JsonNode welcome) {
        assertThat(sender.call("system", "ping", Map.of()).path("event").asText())
                .isEqualTo("pong");
        typingIsSeen(sender, partner, talk);
        try (RealtimeClient back = talk.bob().resume(welcome, 0)) {
            assertThat(back.awaitWelcome().path("resume").path("result").asText())
                    .isEqualTo("full");
            assertThat(Talk.contents(back.awaitDurable(1))).containsExactly("before");
        }
    }

    /** One that comes right after another does not go out. */
    private static void typingIsSeen(RealtimeClient sender, RealtimeClient partner, Talk talk) {
        int before = partner.frames().size();
        Eventually.holds("typing is seen", () -> {
            for (String event : List.of("typing_start", "typing_stop")) {
                JsonNode reply = sender.call("typing", event, Map.of("conversation_id", talk.conversation()));
                assertThat(reply.path("type").asText()).as("%s", reply).isEqualTo("ack");
            }
            return partner.framesFrom(before).stream()
                    .anyMatch(frame -> frame.path("event").asText().equals("typing_stop"));
        });
    }

    private static void subscribe(RealtimeClient client, Talk talk) {
        client.call("system", "subscribe", Map.of("channel", "conversation:" + talk.conversation()));
    }
}
