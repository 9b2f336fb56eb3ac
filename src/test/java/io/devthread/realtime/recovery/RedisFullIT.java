package io.devthread.realtime.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.ServiceAddress;
import io.devthread.realtime.testkit.Talk;
import io.devthread.realtime.testkit.TestRedis;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestStores;
import io.devthread.realtime.testkit.TestUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real Redis is there and answers, and takes no writes. */
class RedisFullIT {
    private static final Duration RIGHT_AGAIN = Duration.ofSeconds(15);

    private static TestRedis redis;
    private static TestService service;

    enum Fault {
        OOM {
            @Override
            void begin() {
                redis.command("CONFIG SET maxmemory 1");
            }

            @Override
            void end() {
                redis.command("CONFIG SET maxmemory 0");
            }
        },
        /** It could not write its last snapshot, as on a full disk. */
        MISCONF {
            @Override
            void begin() {
                try {
                    Files.createDirectories(
                            redis.appendOnlyFile().resolveSibling("taken").resolve("by-a-folder"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                redis.command("CONFIG SET dbfilename taken");
                redis.command("CONFIG SET save \"3600 1000000\"");
                redis.command("BGSAVE");
                Eventually.holds("it refuses to write", () -> refuses("SET probe 1"));
            }

            @Override
            void end() {
                redis.command("CONFIG SET save \"\"");
                redis.command("CONFIG SET dbfilename dump.rdb");
            }
        };

        abstract void begin();

        abstract void end();

        /** The code of Redis' error, as the metric has it. */
        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @BeforeAll
    static void start() {
        redis = TestStores.ownEmbeddedRedis();
        service = TestService.start(Map.of("DEVTHREAD_REDIS_URL", redis.config().url()));
    }

    @AfterAll
    static void stop() {
        service.close();
        redis.close();
    }

    @ParameterizedTest
    @EnumSource
    void sendsAreAcknowledgedClientsStayTheOperatorSeesItAndAllComesAfterwards(Fault fault) {
        Talk talk = Talk.of(service);
        try (RealtimeClient sender = talk.alice().connect();
                RealtimeClient partner = talk.bob().connect()) {
            sender.awaitWelcome();
            partner.awaitWelcome();
            talk.send(sender, "before");
            partner.awaitDurable(1);
            double refused = refusals(fault);

            fault.begin();
            try {
                for (String content : Talk.numbered(5)) {
                    assertThat(talk.send(sender, content).path("type").asText()).isEqualTo("ack");
                }
                newcomersAreSentAway(talk);
                theOperatorSeesIt(fault, refused);
                for (RealtimeClient client : List.of(sender, partner)) {
                    assertThat(client.call("system", "ping", Map.of())
                                    .path("event")
                                    .asText())
                            .isEqualTo("pong");
                }
                assertThat(partner.durable()).hasSize(1);
            } finally {
                fault.end();
            }

            Eventually.holds(
                    "all are there", RIGHT_AGAIN, () -> partner.durable().size() == 6);
            assertThat(Talk.contents(partner.durable())).containsExactly("before", "m1", "m2", "m3", "m4", "m5");
            assertThat(partner.frames())
                    .noneMatch(frame -> frame.path("event").asText().equals("resync"));
            Eventually.holds("it is ready again", () -> ready().status() == 200);
        }
    }

    /** Who can't be entered in the directory would never be woken. */
    private static void newcomersAreSentAway(Talk talk) {
        try (RealtimeClient late = talk.bob().connect()) {
            assertThat(late.awaitError().path("code").asText()).isEqualTo("unavailable");
            assertThat(late.awaitClose()).isEqualTo(4013);
        }
    }

    private static void theOperatorSeesIt(Fault fault, double before) {
        assertThat(refusals(fault)).isGreaterThan(before);
        TestUser.Answer readiness = ready();
        assertThat(readiness.status()).isEqualTo(503);
        JsonNode check = readiness.body().at("/checks/redis");
        assertThat(check.path("status").asText()).isEqualTo("down");
        assertThat(check.path("cause").asText()).contains(fault.name());
        assertThat(service.metric("devthread_redis_up")).isEqualTo(1);
    }

    private static double refusals(Fault fault) {
        return service.metric("devthread_redis_refused_total{code=\"" + fault.code() + "\"}");
    }

    private static TestUser.Answer ready() {
        URI uri = service.management("/health/ready");
        return TestUser.requestOnce(
                new ServiceAddress(uri.getPort()), Optional.empty(), "GET", uri.getPath(), Optional.empty());
    }

    private static boolean refuses(String command) {
        try {
            redis.command(command);
            return false;
        } catch (IllegalStateException refused) {
            return refused.getMessage().contains("MISCONF");
        }
    }
}
