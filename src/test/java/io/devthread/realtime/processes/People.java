package io.devthread.realtime.processes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.ServiceAddress;
import io.devthread.realtime.testkit.Stopwatch;
import io.devthread.realtime.testkit.Talk;
import io.devthread.realtime.testkit.TestUser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Alice and Bob, each with a connection to each gateway of a cluster, and an operator: who shows what still works. */
final class People implements AutoCloseable {
    /** What a lost bus message may delay an event by, by the {@link Stopwatch}. */
    private static final Duration LATE = Duration.ofSeconds(5);

    /** For one try; there are many. */
    private static final Duration SEEN = Duration.ofSeconds(2);

    private final List<ServiceAddress> gateways;
    private final Optional<String> operator;
    private final Talk talk;
    private final List<RealtimeClient> alice;
    private final List<RealtimeClient> bob;
    private final List<String> sent = new ArrayList<>();

    People(List<ServiceAddress> gateways, Cluster cluster) {
        this.gateways = gateways;
        operator = Optional.of(cluster.token(new UserId(Ids.next()), "admin"));
        talk = Talk.at(gateways.getFirst());
        alice = gateways.stream().map(talk.alice()::at).map(this::connect).toList();
        bob = gateways.stream().map(talk.bob()::at).map(this::connect).toList();
    }

    private RealtimeClient connect(TestUser user) {
        RealtimeClient client = user.connect();
        client.awaitWelcome();
        client.call("system", "subscribe", Map.of("channel", "conversation:" + talk.conversation()));
        return client;
    }

    /** Alice says it at the one gateway and Bob answers at the other; both are there in time at every gateway. */
    void talk(String content, int one, int other) {
        arrives(content, alice.get(one), bob);
        arrives("re: " + content, bob.get(other), alice);
    }

    /** The time runs from the acknowledgement, which may need a second try when the bus has just lost the first. */
    private void arrives(String content, RealtimeClient from, List<RealtimeClient> to) {
        JsonNode ack = talk.send(from, content);
        assertThat(ack.path("type").asText()).as("%s", ack).isEqualTo("ack");
        sent.add(content);
        try (Stopwatch watch = Stopwatch.start()) {
            to.forEach(client ->
                    client.await(content, frame -> Talk.contents(List.of(frame)).contains(content)));
            assertThat(watch.elapsed()).as(content).isLessThan(LATE);
        }
    }

    /** All that was acknowledged, and nothing else: on every connection. */
    void assertAllCameOnceInOrder() {
        everyConnection().forEach(client -> {
            client.awaitDurable(sent.size());
            client.call("system", "ping", Map.of());
            assertThat(Talk.contents(client.durable())).isEqualTo(sent);
        });
    }

    /** What only the bus carries, from every process to every other. */
    void reachEachOther() {
        gateways.forEach(this::hearsFromAll);
        alice.forEach(this::typingIsSeenByAll);
    }

    /** Each gateway asks all for its figures. */
    private void hearsFromAll(ServiceAddress gateway) {
        JsonNode stats = TestUser.requestOnce(gateway, operator, "GET", "/api/v1/admin/stats", Optional.empty())
                .body();
        assertThat(stats.path("nodes").asInt()).as("%s", stats).isEqualTo(gateways.size());
    }

    /** First each process has its turn to serve a command; then one of them tells all gateways. */
    private void typingIsSeenByAll(RealtimeClient typist) {
        gateways.forEach(turn -> type(typist, "typing_stop"));
        List<Integer> before =
                bob.stream().map(client -> client.frames().size()).toList();
        Eventually.holds("typing is seen", SEEN, () -> {
            type(typist, "typing_start");
            type(typist, "typing_stop");
            return IntStream.range(0, bob.size()).allMatch(i -> bob.get(i).framesFrom(before.get(i)).stream()
                    .anyMatch(frame -> frame.path("event").asText().equals("typing_stop")));
        });
    }

    /** Without a second try. */
    private void type(RealtimeClient typist, String event) {
        JsonNode reply =
                typist.awaitReply(typist.command("typing", event, Map.of("conversation_id", talk.conversation())));
        assertThat(reply.path("type").asText()).as("%s", reply).isEqualTo("ack");
    }

    private Stream<RealtimeClient> everyConnection() {
        return Stream.concat(alice.stream(), bob.stream());
    }

    @Override
    public void close() {
        everyConnection().forEach(RealtimeClient::close);
    }
}
