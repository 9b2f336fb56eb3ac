package io.devthread.realtime.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.platform.PostgresConfig;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.ResumingClient;
import io.devthread.realtime.testkit.Stopwatch;
import io.devthread.realtime.testkit.Talk;
import io.devthread.realtime.testkit.TcpProxy;
import io.devthread.realtime.testkit.TestPostgres;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestStores;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The primary dies under load and its synchronous standby takes over, behind the one address that the service knows. */
class PostgresFailoverIT {
    private static final Duration WRITES_AGAIN = Duration.ofSeconds(15);

    private static final int SENT_BEFORE = 100;
    private static final int SENT_AFTER = 100;

    @Test
    void nothingAcknowledgedIsLostOrDoubledAndWritesGoOnSoon() {
        Vertx vertx = Vertx.vertx();
        try (TestPostgres primary = TestStores.ownEmbeddedPostgres();
                TestPostgres standby = TestStores.ownStandbyOf(primary)) {
            PostgresConfig direct = primary.freshDatabase();
            TcpProxy address = TcpProxy.to(vertx, primary.port());
            String url = direct.url().replace(":" + primary.port() + "/", ":" + address.port() + "/");
            PostgresConfig config = new PostgresConfig(url, direct.user(), direct.password(), direct.poolSize());
            try (TestService service = TestService.start(TestService.stores(config, TestStores.redis()))) {
                failOver(Talk.of(service), primary, standby, address);
            }
        } finally {
            vertx.close().await();
        }
    }

    private static void failOver(Talk talk, TestPostgres primary, TestPostgres standby, TcpProxy address) {
        List<String> sent = new ArrayList<>();
        try (RealtimeClient sender = talk.alice().connect();
                ResumingClient partner = new ResumingClient(talk.bob())) {
            sender.awaitWelcome();
            Eventually.holds("the partner is there", () -> partner.seq() >= 0);
            send(talk, sender, SENT_BEFORE, sent);
            String underWay = talk.command(sender, "under way");
            primary.kill();
            try (Stopwatch watch = Stopwatch.start()) {
                standby.promote();
                address.leadTo(standby.port());
                if (!isAck(sender.awaitReply(underWay))) {
                    untilAcknowledged(talk, sender, "under way");
                }
                assertThat(watch.elapsed()).isLessThan(WRITES_AGAIN);
            }
            sent.add("under way");
            send(talk, sender, SENT_AFTER, sent);

            Eventually.holds("all are there", () -> partner.applied().size() >= sent.size());
            assertThat(Talk.contents(partner.applied())).containsExactlyElementsOf(sent);
            assertThat(partner.violations()).isEmpty();
            assertThat(talk.alice().messagesIn(talk.conversation()))
                    .extracting(message -> message.path("content").asText())
                    .containsExactlyElementsOf(sent);
        }
    }

    private static void send(Talk talk, RealtimeClient sender, int count, List<String> sent) {
        for (int i = 0; i < count; i++) {
            String content = "m" + sent.size();
            untilAcknowledged(talk, sender, content);
            sent.add(content);
        }
    }

    private static void untilAcknowledged(Talk talk, RealtimeClient sender, String content) {
        Eventually.holds("it is acknowledged", () -> {
            JsonNode reply = sender.awaitReply(talk.command(sender, content));
            LockSupport.parkNanos(
                    Duration.ofMillis(reply.path("retry_after_ms").asLong(0)).toNanos());
            return isAck(reply);
        });
    }

    private static boolean isAck(JsonNode reply) {
        return reply.path("type").asText().equals("ack");
    }
}
