package io.devthread.realtime.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.ResumingClient;
import io.devthread.realtime.testkit.ServiceAddress;
import io.devthread.realtime.testkit.Talk;
import io.devthread.realtime.testkit.TcpProxy;
import io.devthread.realtime.testkit.TestService;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Between the client and the gateway stands a {@link TcpProxy} that does what networks do. */
class BadNetworkIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static TestService service;
    private static Vertx vertx;

    @BeforeAll
    static void start() {
        Map<String, String> settings = new HashMap<>(LossyBusIT.Wide.LIMITS);
        settings.put("DEVTHREAD_SOCKET_PING_INTERVAL", "2s");
        settings.put("DEVTHREAD_SOCKET_SILENCE_LIMIT", "5s");
        service = TestService.start(settings);
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        service.close();
        vertx.close().await();
    }

    /** @param seed of what the network does */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void theClientEndsWithoutAHoleOrARepeatedEvent(long seed) {
        Random random = new Random(seed);
        Talk talk = Talk.of(service);
        TcpProxy proxy = TcpProxy.to(vertx, service.address().port());
        List<String> contents = Talk.numbered(250);
        try (RealtimeClient sender = talk.alice().connect();
                ResumingClient partner = new ResumingClient(talk.bob().at(new ServiceAddress(proxy.port())))) {
            sender.awaitWelcome();
            Eventually.holds("the partner is there", () -> partner.seq() >= 0);
            for (int i = 0; i < contents.size(); i++) {
                if (i % 10 == 0) {
                    misbehave(proxy, random.nextInt(6));
                }
                talk.send(sender, contents.get(i));
                LockSupport.parkNanos(random.nextInt(20_000_000));
            }
            proxy.heal();

            Eventually.holds("all are there", PATIENCE, () -> partner.applied().size() == contents.size());
            assertThat(Talk.contents(partner.applied())).isEqualTo(contents);
            assertThat(partner.violations()).isEmpty();
            assertThat(partner.announced()).isZero();
            assertThat(partner.resumes()).isNotEmpty().containsOnly("full");
        }
    }

    private static void misbehave(TcpProxy proxy, int how) {
        proxy.heal();
        switch (how) {
            case 0 -> proxy.cut();
            case 1 -> proxy.hang();
            case 2 -> proxy.halve();
            case 3 -> proxy.slow(Duration.ofMillis(50));
            default -> {}
        }
    }

    @Test
    void aResumeInTheMiddleOfABurstIsContiguousOrSaysThatItIsNot() {
        Talk talk = Talk.of(service);
        List<String> contents = Talk.numbered(2_000);
        try (RealtimeClient sender = talk.alice().connect();
                ResumingClient partner = new ResumingClient(talk.bob())) {
            sender.awaitWelcome();
            Eventually.holds("the partner is there", () -> partner.seq() >= 0);
            String last = "";
            for (int i = 0; i < contents.size(); i++) {
                last = talk.command(sender, contents.get(i));
                if (i % 250 == 249) {
                    partner.cut();
                }
                if (i % 100 == 99) {
                    sender.awaitReply(last);
                }
            }
            Eventually.holds("it is up to date", PATIENCE, () -> partner.seq() == contents.size());
            assertThat(partner.violations()).isEmpty();
            assertThat(partner.resumes()).isNotEmpty();
            if (partner.announced() == 0) {
                assertThat(Talk.contents(partner.applied())).isEqualTo(contents);
            }
        }
    }

    @Test
    void aHalfOpenConnectionIsFreed() {
        Talk talk = Talk.of(service);
        TcpProxy proxy = TcpProxy.to(vertx, service.address().port());
        Eventually.holds("those of other tests have gone", () -> connections() == 0);
        RealtimeClient client = talk.bob().at(new ServiceAddress(proxy.port())).connect();
        client.awaitWelcome();
        assertThat(connections()).isEqualTo(1);

        proxy.hang();

        Eventually.holds("it is freed", PATIENCE, () -> connections() == 0);
        proxy.cut();
    }

    private static double connections() {
        return service.metric("devthread_connections");
    }
}
