package io.devthread.realtime.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.LossyBus;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.ResumingClient;
import io.devthread.realtime.testkit.Talk;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The proof that the bus only wakes: what it loses comes all the same, because positions are checked. */
class LossyBusIT {
    private static final int MESSAGES = 300;

    /** That a user may have. */
    private static final int CONNECTIONS = 10;

    /** The check runs every 3 s; a busy machine may need a second one. */
    private static final Duration LATE = Duration.ofSeconds(15);

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1.0})
    void everythingArrivesInOrderWhateverShareOfTheWakeUpsIsLost(double share) {
        try (TestService service = TestService.start(Wide.LIMITS)) {
            AtomicInteger lost = LossyBus.lose("devthread.wake.", share, 42);
            Talk talk = Talk.of(service);
            List<String> contents = Talk.numbered(MESSAGES);
            try (RealtimeClient sender = talk.alice().connect();
                    ResumingClient partner = new ResumingClient(talk.bob())) {
                sender.awaitWelcome();
                Eventually.holds("the partner is there", () -> partner.seq() >= 0);
                contents.forEach(content -> talk.send(sender, content));

                Eventually.holds("all are there", LATE, () -> partner.applied().size() == MESSAGES);
                assertThat(lost.get()).isGreaterThan(MESSAGES / 50);
                assertThat(Talk.contents(partner.applied())).isEqualTo(contents);
                assertThat(partner.violations()).isEmpty();
                assertThat(partner.announced()).isZero();
            }
        }
    }

    /** As after a cut that the service has not noticed: all that it allows are there, until the check closes them. */
    @Test
    void whoComesBackTakesThePlaceOfItsOldConnectionThoughNobodyTellsIt() {
        try (TestService service = TestService.start(Map.of("DEVTHREAD_SESSION_POSITION_CHECK", "500ms"))) {
            AtomicInteger lost = LossyBus.lose("devthread.replaced.", 1.0, 42);
            TestUser user = service.register("cut_off");
            List<RealtimeClient> old =
                    Stream.generate(user::connect).limit(CONNECTIONS).toList();
            List<JsonNode> welcomes =
                    old.stream().map(RealtimeClient::awaitWelcome).toList();

            List<RealtimeClient> back =
                    welcomes.stream().map(welcome -> user.resume(welcome, 0)).toList();

            for (RealtimeClient client : back) {
                assertThat(client.awaitWelcome()
                                .at("/resume/subscriptions_restored")
                                .asBoolean())
                        .isTrue();
            }
            assertThat(lost).hasValue(CONNECTIONS);
            for (RealtimeClient client : old) {
                assertThat(client.awaitClose()).isEqualTo(4505);
            }
            for (RealtimeClient client : back) {
                assertThat(client.call("system", "ping", Map.of()).path("event").asText())
                        .isEqualTo("pong");
            }
            back.forEach(RealtimeClient::close);
        }
    }

    static final class Wide {
        /** These tests send in bursts, and nothing that was missed shall be too old. */
        static final Map<String, String> LIMITS = Map.of(
                "DEVTHREAD_SESSION_RATES_MESSAGES_PER_SECOND", "10000",
                "DEVTHREAD_SESSION_RATES_MESSAGES_BURST", "10000",
                "DEVTHREAD_DELIVERY_LOG_LENGTH", "1000");

        private Wide() {}
    }
}
