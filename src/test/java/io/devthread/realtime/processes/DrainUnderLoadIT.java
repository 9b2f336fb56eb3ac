package io.devthread.realtime.processes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.delivery.DeliveryConfig;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.FreePorts;
import io.devthread.realtime.testkit.ServiceAddress;
import io.devthread.realtime.testkit.ServiceProcess;
import io.devthread.realtime.testkit.TestUser;
import io.devthread.realtime.testkit.Traveller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A process of a rolling deploy: SIGTERM while its clients send. */
class DrainUnderLoadIT {
    private static final ServiceAddress EAST = new ServiceAddress(FreePorts.next());
    private static final ServiceAddress WEST = new ServiceAddress(FreePorts.next());
    private static final int PAIRS = 3;
    private static final int DEVICES = 8;
    private static final int IDLE = 150;
    private static final long SPREAD_MILLIS = 3_000;
    private static final long LOG_LENGTH = DeliveryConfig.defaults().logLength();
    private static final Map<String, String> SETTINGS = Map.of(
            "DEVTHREAD_SESSION_RATES_MESSAGES_PER_SECOND", "10000",
            "DEVTHREAD_SESSION_RATES_MESSAGES_BURST", "10000",
            "DEVTHREAD_GATEWAY_DRAIN_SPREAD", SPREAD_MILLIS + "ms");

    private record Pair(Traveller sender, String conversation, List<Traveller> partners) {}

    @Test
    void nothingAcknowledgedIsLostAndEachClientMovesOnceWhenAProcessIsStopped() {
        try (Cluster cluster = new Cluster(SETTINGS);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ServiceProcess east = cluster.startGateway(EAST, "messaging", "notification", "presence", "polling");
            east.awaitReady();
            cluster.startGateway(WEST, "messaging", "notification", "presence", "polling", "community")
                    .awaitReady();
            List<Pair> pairs = Stream.generate(() -> pair(threads)).limit(PAIRS).toList();
            List<Traveller> all = new ArrayList<>();
            pairs.forEach(pair -> all.add(pair.sender()));
            pairs.forEach(pair -> all.addAll(pair.partners()));
            for (int i = 0; i < IDLE; i++) {
                UserId id = new UserId(Ids.next());
                all.add(Traveller.at(new TestUser(EAST, id, "idle", cluster.token(id)), WEST, threads));
            }
            all.forEach(traveller -> traveller.client().awaitWelcome());

            AtomicBoolean enough = new AtomicBoolean();
            List<CompletableFuture<List<String>>> sending = pairs.stream()
                    .map(pair -> CompletableFuture.supplyAsync(() -> sendUntil(enough, pair), threads))
                    .toList();
            Eventually.holds("messages flow", () -> pairs.stream()
                    .allMatch(pair -> pair.sender().durable().size() > 10));
            assertThat(east.stop()).as(east.log()).isZero();
            Eventually.holds("all have moved", Duration.ofSeconds(60), () -> all.stream()
                    .allMatch(traveller -> traveller.moves().size() == 1));
            pairs.forEach(pair -> {
                int before = pair.sender().durable().size();
                Eventually.holds(
                        "messages flow on", () -> pair.sender().durable().size() > before + 10);
            });
            enough.set(true);
            for (int i = 0; i < PAIRS; i++) {
                List<String> acknowledged = sending.get(i).join();
                assertStored(pairs.get(i), acknowledged);
                pairs.get(i).partners().forEach(partner -> assertReceived(partner, acknowledged));
            }
            assertMovedAsTold(all);
            all.forEach(Traveller::close);
        }
    }

    private static Pair pair(ExecutorService threads) {
        String tag = Ids.next().toString().substring(24);
        TestUser alice = TestUser.register(WEST, "a_" + tag).at(EAST);
        TestUser bob = TestUser.register(WEST, "b_" + tag).at(EAST);
        String conversation = alice.conversationWith(bob);
        return new Pair(
                Traveller.at(alice, WEST, threads),
                conversation,
                Stream.generate(() -> Traveller.at(bob, WEST, threads))
                        .limit(DEVICES)
                        .toList());
    }

    /** One after the other, each until it is acknowledged. @return what was, in the order sent */
    private static List<String> sendUntil(AtomicBoolean enough, Pair pair) {
        List<String> acknowledged = new ArrayList<>();
        while (!enough.get()) {
            String content = "m" + acknowledged.size();
            pair.sender()
                    .untilAcknowledged(Map.of(
                            "conversation_id", pair.conversation(),
                            "content", content,
                            "client_message_id", content));
            acknowledged.add(content);
        }
        return acknowledged;
    }

    private static void assertStored(Pair pair, List<String> acknowledged) {
        List<String> stored = contents(pair.sender().user().at(WEST).messagesIn(pair.conversation()));
        assertThat(stored).containsExactlyElementsOf(acknowledged);
    }

    private static void assertReceived(Traveller partner, List<String> acknowledged) {
        Eventually.passes(() -> assertThat(contents(partner.messages()))
                .as("after %s", partner.moves())
                .containsExactlyElementsOf(acknowledged));
    }

    private static List<String> contents(List<JsonNode> messages) {
        return messages.stream()
                .map(message -> message.path("content").asText())
                .toList();
    }

    /** Each was told a time of its own, closed once, with 4012, and had only to reload what the log holds no more. */
    private static void assertMovedAsTold(List<Traveller> all) {
        List<Long> told = all.stream()
                .map(traveller -> {
                    assertThat(traveller.moves()).hasSize(1);
                    Traveller.Move move = traveller.moves().getFirst();
                    assertThat(move.code()).isEqualTo(4012);
                    assertThat(move.resumed()).as("%s", move).isEqualTo(move.missed() > LOG_LENGTH ? "reset" : "full");
                    return move.retryAfterMs();
                })
                .sorted()
                .toList();
        assertThat(told).allMatch(millis -> millis >= 1 && millis <= SPREAD_MILLIS);
        assertThat(told.stream().distinct().count()).isGreaterThan(all.size() * 9L / 10);
        assertThat(told.getLast() - told.getFirst()).isGreaterThan(SPREAD_MILLIS * 9 / 10);
    }
}
