package io.devthread.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import io.devthread.realtime.testkit.BridgeClient;
import io.devthread.realtime.testkit.DomainEventJson;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.Retry;
import io.devthread.realtime.testkit.Talk;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import io.devthread.realtime.testkit.TraceCollector;
import io.devthread.realtime.testkit.TraceCollector.Span;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One trace from the door of one process, over the services of another, to the written frame, as a collector gets it. */
class TracingIT {
    private static final String STEPS_OF_A_MESSAGE = "devthread.messaging.send delivery.log gateway.wake frame.write";
    private static final String STEPS_OF_AN_EVENT = "devthread.events delivery.log gateway.wake frame.write";

    private static TraceCollector collector;
    private static TestService services;
    private static TestService gateway;

    @BeforeAll
    static void start() {
        collector = TraceCollector.start();
        Map<String, String> settings = new HashMap<>(collector.settings(true));
        // What it finds on a busy machine, because the wake-up is still on its way, is in no trace.
        settings.put("DEVTHREAD_SESSION_POSITION_CHECK", "1h");
        services = TestService.start(settings);
        gateway = services.another("gateway");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        services.close();
        collector.close();
    }

    @Test
    void aMessageIsOneTraceFromTheCommandToTheFramesOfBothPeople() {
        Talk talk = Talk.of(services);
        try (RealtimeClient alice = talk.alice().at(gateway.address()).connect();
                RealtimeClient bob = talk.bob().connect()) {
            alice.awaitWelcome();
            bob.awaitWelcome();
            String message = talk.send(alice, "for nobody else")
                    .path("data")
                    .path("message")
                    .path("id")
                    .asText();

            Span stored = await("devthread.messaging.send", "devthread.message", message);
            Span toAlice = await("frame.write", "devthread.user", talk.alice().id());
            Span toBob = await("frame.write", "devthread.user", talk.bob().id());
            List.of(toAlice, toBob).forEach(frame -> awaitPath(frame, "message/send_message " + STEPS_OF_A_MESSAGE));
            assertThat(List.of(toAlice.trace(), toBob.trace())).containsOnly(stored.trace());
            assertThat(collector.trace(stored.trace()))
                    .filteredOn(span -> span.name().equals("postgres.commit"))
                    .singleElement()
                    .satisfies(commit -> assertThat(commit.parent()).isEqualTo(stored.id()));
            bob.sendText("{\"v\":1,\"type\":\"ack\",\"seq\":1}");
            Span confirmed = Eventually.passes(() -> collector.trace(stored.trace()).stream()
                    .filter(span -> span.name().equals("client.confirm"))
                    .findFirst()
                    .orElseThrow());
            assertThat(confirmed.parent()).isEqualTo(toBob.id());
            assertThat(toAlice.process()).isNotEqualTo(stored.process());
            assertThat(toBob.process()).isEqualTo(stored.process());
        }
    }

    @Test
    void aMessageGoesOnWithTheTraceOfItsSender() {
        Talk talk = Talk.of(services);
        String trace = newTrace();
        try (RealtimeClient alice = talk.alice().at(gateway.address()).connect()) {
            alice.awaitWelcome();
            ObjectNode data = (ObjectNode) sendCommand(talk).path("data");
            data.put("traceparent", "00-" + trace + "-00f067aa0ba902b7-00");
            JsonNode ack = Retry.whileUnavailable(() -> alice.call("message", "send_message", data), body -> body);

            assertThat(stored(ack).trace()).isEqualTo(trace);
        }
    }

    /** Three at once over HTTP: the first is alone on its way, the two others go together in the next request. */
    @Test
    void aCommitOfSeveralMessagesLinksToEach() {
        Talk talk = Talk.of(services);
        JsonNode replies = Eventually.passes(() -> sendAtOnce(talk, 3));

        Span second = stored(replies.get(1));
        Span third = stored(replies.get(2));
        Span commit = Eventually.passes(() -> collector.spans().stream()
                .filter(span -> span.links().contains(second.id()))
                .findFirst()
                .orElseThrow());
        assertThat(commit.name()).isEqualTo("postgres.commit");
        assertThat(commit.links()).containsExactlyInAnyOrder(second.id(), third.id());
        assertThat(commit.attributes()).containsEntry("devthread.batch", "2");
        assertThat(List.of(second.trace(), third.trace()))
                .doesNotHaveDuplicates()
                .doesNotContain(commit.trace());
    }

    @Test
    void aDomainEventOverHttpGoesOnWithTheTraceOfItsProducer() {
        String trace = newTrace();
        Map<String, Object> event = liked(person());
        try (RealtimeClient reader = connect(event)) {
            reader.awaitWelcome();
            JsonNode answer = Retry.whileUnavailable(() -> publish(event, trace), body -> body);
            assertThat(answer.path("status").asText()).as("%s", answer).isEqualTo("accepted");

            assertThat(frameOf(event).trace()).isEqualTo(trace);
            awaitPath(frameOf(event), "POST /api/v1/realtime/events " + STEPS_OF_AN_EVENT);
            assertThat(await("devthread.events", "devthread.domain_event", event.get("id"))
                            .trace())
                    .isEqualTo(trace);
        }
    }

    @Test
    void aDomainEventOverTheBridgeBringsItsTraceAlong() {
        String trace = newTrace();
        Map<String, Object> event = new HashMap<>(liked(person()));
        event.put("traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
        try (RealtimeClient reader = connect(event);
                BridgeClient bridge = BridgeClient.open(gateway.bridgePort())) {
            reader.awaitWelcome();
            Eventually.passes(() -> assertThat(bridge.ask(BridgeClient.call(publisher(), "devthread.events", event))
                            .path("body")
                            .path("status")
                            .asText())
                    .isEqualTo("accepted"));

            assertThat(frameOf(event).trace()).isEqualTo(trace);
            awaitPath(frameOf(event), STEPS_OF_AN_EVENT);
        }
    }

    @Test
    void noSpanHoldsContentsNamesOrTokens() {
        Talk talk = Talk.of(services);
        try (RealtimeClient bob = talk.bob().connect()) {
            bob.awaitWelcome();
            String path = "/api/v1/conversations/" + talk.conversation() + "/messages?token="
                    + talk.alice().token();
            talk.alice().post(path, Map.of("content", "a secret of alice", "client_message_id", "also hers"));
            Span frame = await("frame.write", "devthread.user", talk.bob().id());
            awaitPath(frame, "POST /api/v1/conversations/:id/messages " + STEPS_OF_A_MESSAGE);
        }
        assertThat(collector.text())
                .contains(talk.alice().id().toString())
                .doesNotContain(
                        "a secret",
                        "also hers",
                        talk.alice().token(),
                        talk.alice().username());
    }

    @Test
    void offItStartsAndStoresNothing() {
        TraceCollector idle = TraceCollector.start();
        try (TestService off = TestService.start(idle.settings(false))) {
            Talk talk = Talk.of(off);
            try (RealtimeClient bob = talk.bob().connect();
                    RealtimeClient alice = talk.alice().connect()) {
                bob.awaitWelcome();
                alice.awaitWelcome();
                talk.send(alice, "hello");
                bob.awaitEvent("new_message");
            }
            assertThat(exporters()).isEqualTo(2); // those of the two other processes
        }
        assertThat(idle.text()).isEqualTo("[]");
        idle.close();
    }

    /** New messages each time, so that a machine that stood still decides nothing. */
    private static JsonNode sendAtOnce(Talk talk, int count) {
        List<ObjectNode> commands =
                Stream.generate(() -> sendCommand(talk)).limit(count).toList();
        JsonNode replies =
                talk.alice().post("/api/v1/realtime/commands", commands).body();
        assertThat(replies.findValuesAsText("type")).hasSize(count).containsOnly("ack");
        return replies;
    }

    private static ObjectNode sendCommand(Talk talk) {
        String id = Ids.next().toString();
        ObjectNode command = Json.object().put("v", 1).put("type", "message").put("event", "send_message");
        command.put("id", id)
                .putObject("data")
                .put("conversation_id", talk.conversation())
                .put("content", "m")
                .put("client_message_id", id);
        return command;
    }

    private static long exporters() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("BatchSpanProcessor"))
                .count();
    }

    private static JsonNode publish(Map<String, Object> event, String trace) {
        HttpRequest request = HttpRequest.newBuilder(gateway.address().http(DomainEventJson.PATH))
                .header("Authorization", "Bearer " + publisher())
                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                .POST(HttpRequest.BodyPublishers.ofString(Json.text(event)))
                .build();
        return HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(answer -> Json.read(answer.body(), JsonNode.class))
                .join();
    }

    private static Span stored(JsonNode ack) {
        String message = ack.path("data").path("message").path("id").asText();
        return await("devthread.messaging.send", "devthread.message", message);
    }

    private static Span frameOf(Map<String, Object> event) {
        return await("frame.write", "devthread.user", event.get("recipient_id"));
    }

    private static Span await(String name, String attribute, Object value) {
        return Eventually.passes(() -> collector.find(name, attribute, value).orElseThrow());
    }

    /** Its beginning may come later, from the other process. */
    private static void awaitPath(Span span, String path) {
        Eventually.passes(
                () -> assertThat(String.join(" ", collector.path(span))).isEqualTo(path));
    }

    /** Nothing has to be stored of those whom only their tokens know. */
    private static UserId person() {
        return new UserId(Ids.next());
    }

    private static Map<String, Object> liked(UserId author) {
        return DomainEventJson.liked(person(), "reader", author, Ids.next());
    }

    private static RealtimeClient connect(Map<String, Object> event) {
        UserId author = (UserId) event.get("recipient_id");
        return new TestUser(services.address(), author, "author", services.token(author)).connect();
    }

    private static String publisher() {
        return services.token(person(), Instant.now().plusSeconds(600), "events:publish");
    }

    private static String newTrace() {
        return Ids.next().toString().replace("-", "");
    }
}
