package io.devthread.realtime.gateway.poll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.devthread.realtime.model.Ids;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.testkit.ApiDocument;
import io.devthread.realtime.testkit.Eventually;
import io.devthread.realtime.testkit.RealtimeClient;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract section 5: one table of commands, over sockets and over HTTP. */
class CommandsOverHttpIT {
    private static final String COMMANDS = "/api/v1/realtime/commands";

    /** No command of a test comes back within its test. */
    private static final Map<String, String> RATES = Map.of(
            "DEVTHREAD_SESSION_RATES_MESSAGES_PER_SECOND", "1",
            "DEVTHREAD_SESSION_RATES_MESSAGES_BURST", "40",
            "DEVTHREAD_SESSION_RATES_TYPING_PER_SECOND", "1",
            "DEVTHREAD_SESSION_RATES_TYPING_BURST", "5",
            "DEVTHREAD_SESSION_RATES_COMMANDS_PER_SECOND", "1",
            "DEVTHREAD_SESSION_RATES_COMMANDS_BURST", "60");

    private static TestService service;
    private TestUser alice;
    private String conversation;

    @BeforeAll
    static void start() {
        service = TestService.start(RATES);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void meet() {
        String tag = Ids.next().toString().substring(24);
        alice = service.register("a_" + tag);
        conversation = alice.conversationWith(service.register("b_" + tag));
    }

    @Test
    void oneCommandIsAnsweredWithItsReply() {
        TestUser.Answer answer = alice.post(COMMANDS, send("c-1", "hello", "m-1"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("type").asText()).isEqualTo("ack");
        assertThat(answer.body().path("id").asText()).isEqualTo("c-1");
        assertThat(answer.body().path("data").path("message").path("content").asText())
                .isEqualTo("hello");
    }

    @Test
    void aTraceparentThatIsNoTextIsIgnoredAsWhatIsUnknown() {
        ObjectNode traced = send("c-1", "hello", "m-1");
        ((ObjectNode) traced.get("data")).put("traceparent", 5);
        assertThat(alice.post(COMMANDS, traced).body().path("type").asText()).isEqualTo("ack");
    }

    @Test
    void manyAreAnsweredInOrderAndNumberedInOrder() {
        List<ObjectNode> sends = IntStream.range(0, 20)
                .mapToObj(i -> send("c-" + i, "t " + i, "m-" + i))
                .toList();
        JsonNode replies = alice.post(COMMANDS, sends).body();
        List<String> ids = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        replies.forEach(reply -> {
            ids.add(reply.path("id").asText());
            numbers.add(
                    reply.path("data").path("message").path("conversation_seq").asLong());
        });
        assertThat(ids)
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(i -> "c-" + i).toList());
        assertThat(numbers)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 20).mapToObj(i -> (long) i).toList());
    }

    @Test
    void aRepeatOverTheSocketAfterHttpSendsNothingTwice() {
        JsonNode first = alice.post(COMMANDS, send("c-1", "once", "same")).body();
        try (RealtimeClient socket = alice.connect()) {
            socket.awaitWelcome();
            JsonNode again = socket.call(
                    "message",
                    "send_message",
                    Map.of("conversation_id", conversation, "content", "once", "client_message_id", "same"));
            assertThat(again.path("data").path("message").path("id").asText())
                    .isEqualTo(first.path("data").path("message").path("id").asText());
        }
    }

    @Test
    void acksAndWhatHasNoIdGiveNoReply() {
        ObjectNode silent = send("x", "no id", "m-1");
        silent.remove("id");
        ObjectNode ack = Json.object().put("type", "ack").put("seq", 1);
        assertThat(alice.post(COMMANDS, ack).status()).isEqualTo(204);
        assertThat(alice.post(COMMANDS, silent).status()).isEqualTo(204);
        JsonNode replies = alice.post(COMMANDS, List.of(ack, command("p", "system", "ping"), silent))
                .body();
        assertThat(replies).hasSize(1);
        assertThat(replies.get(0).path("event").asText()).isEqualTo("pong");
    }

    @ParameterizedTest
    @CsvSource({
        "system, subscribe, invalid_data",
        "system, unsubscribe, invalid_data",
        "system, authenticate, invalid_data",
        "system, no_such_thing, unknown_event",
        "message, send_message, invalid_data",
        "typing, typing_start, invalid_data"
    })
    void whatIsRefusedIsAnErrorInsideOf200(String type, String event, String code) {
        ObjectNode command = command("c", type, event);
        command.putObject("data").put("channel", "feed");
        TestUser.Answer answer = alice.post(COMMANDS, command);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("type").asText()).isEqualTo("error");
        assertThat(answer.body().path("code").asText()).isEqualTo(code);
        assertThat(answer.body().path("id").asText()).isEqualTo("c");
    }

    @Test
    void aTokenCannotBeRefreshedHere() {
        ObjectNode command = command("c", "system", "refresh_token");
        command.putObject("data").put("token", alice.token());
        assertThat(alice.post(COMMANDS, command).body().path("code").asText()).isEqualTo("invalid_data");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"v\":1}",
                "{\"id\":\"\",\"type\":\"system\",\"event\":\"ping\"}",
                "{\"v\":2,\"id\":\"c\",\"type\":\"system\",\"event\":\"ping\"}",
                "{\"v\":\"1\",\"type\":\"system\",\"event\":\"ping\"}",
                "{\"id\":\"c\",\"type\":\"system\",\"event\":\"ping\",\"data\":[]}",
                "{\"type\":\"ack\",\"seq\":\"1\"}"
            })
    void aMalformedFrameGetsTheSameErrorAsOverASocket(String frame) {
        JsonNode overHttp =
                alice.post(COMMANDS, Json.read(frame, JsonNode.class)).body();
        try (RealtimeClient socket = alice.connect()) {
            socket.awaitWelcome();
            socket.sendText(frame);
            assertThat(timeless(overHttp)).isEqualTo(timeless(socket.awaitError()));
        }
    }

    @Test
    void inAListEachFrameStandsForItself() {
        List<Object> frames = List.of(command("a", "system", "ping"), "no frame", List.of(), command("b", "x", "y"));
        JsonNode replies = alice.post(COMMANDS, frames).body();
        assertThat(replies.findValuesAsText("type")).containsExactly("system", "error", "error", "error");
        assertThat(replies.findValuesAsText("code")).containsExactly("invalid_frame", "invalid_frame", "unknown_event");
    }

    @Test
    void aFrameLongerThanOverASocketIsTooLarge() {
        JsonNode replies = alice.post(
                        COMMANDS, List.of(send("c", "x".repeat(65_536), "m"), command("p", "system", "ping")))
                .body();
        assertThat(replies.get(0).path("code").asText()).isEqualTo("too_large");
        assertThat(replies.get(0).path("id").asText()).isEqualTo("c");
        assertThat(replies.get(1).path("event").asText()).isEqualTo("pong");
    }

    @Test
    void anEmptyListIsAnsweredWithOneAsTheDocumentSays() {
        assertThat(alice.post(COMMANDS, List.of()).body())
                .isEqualTo(Json.mapper().createArrayNode());
        assertThat(ApiDocument.openApi()
                        .complaints(
                                "/paths/~1api~1v1~1realtime~1commands/post/requestBody/content/application~1json/schema",
                                Json.mapper().createArrayNode()))
                .isEmpty();
    }

    @Test
    void aListOfTwentyOfTheLongestFramesIsTaken() {
        ObjectNode longest = command("c", "system", "ping");
        longest.putObject("data").put("filler", "");
        ((ObjectNode) longest.get("data"))
                .put("filler", "x".repeat(65_536 - longest.toString().length()));
        assertThat(alice.post(COMMANDS, Collections.nCopies(20, longest)).body().findValuesAsText("event"))
                .containsOnly("pong")
                .hasSize(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"text\"", "1", "null", "true"})
    void aBodyThatIsNoFrameIsRefusedAsAWhole(String body) {
        TestUser.Answer answer = alice.post(COMMANDS, Json.read(body, JsonNode.class));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("code").asText()).isEqualTo("invalid_data");
    }

    @Test
    void moreThanTwentyAreRefusedAsAWhole() {
        List<ObjectNode> pings = IntStream.range(0, 21)
                .mapToObj(i -> command("p" + i, "system", "ping"))
                .toList();
        assertThat(alice.post(COMMANDS, pings).status()).isEqualTo(400);
    }

    /** The socket takes the whole burst, so of twenty more some must wait. */
    @Test
    void theRateLimitsAreThoseOfTheSockets() {
        try (RealtimeClient socket = alice.connect()) {
            socket.awaitWelcome();
            List<String> burst = IntStream.range(0, 40)
                    .mapToObj(i -> socket.command(
                            "message",
                            "send_message",
                            Map.of("conversation_id", conversation, "content", "t", "client_message_id", "s" + i)))
                    .toList();
            burst.forEach(socket::awaitReply);
        }
        List<ObjectNode> more = IntStream.range(0, 20)
                .mapToObj(i -> send("c" + i, "t", "h" + i))
                .toList();
        JsonNode replies = alice.post(COMMANDS, more).body();
        assertThat(replies.findValuesAsText("code")).contains("rate_limited");
        assertThat(replies.findValues("retry_after_ms"))
                .allMatch(wait -> wait.asLong() >= 1)
                .isNotEmpty();
    }

    static Stream<String> whatIsCarriedOutByNobody() {
        return Stream.of(
                "{\"type\":\"ack\",\"seq\":1}",
                "{\"type\":\"ack\",\"seq\":1,\"event\":\"none\"}",
                "{\"type\":\"system\",\"event\":\"authenticate\"}",
                "{\"type\":\"system\",\"event\":\"%s\"}".formatted("x".repeat(65_536)));
    }

    @ParameterizedTest
    @MethodSource("whatIsCarriedOutByNobody")
    void noRequestIsForNothing(String frame) {
        List<ObjectNode> pings = Collections.nCopies(20, command("p", "system", "ping"));
        Eventually.holds("the burst is over", () -> isLimited(alice.post(COMMANDS, pings)));
        JsonNode body = Json.read(frame, JsonNode.class);
        Eventually.holds("it has to wait", () -> isLimited(alice.post(COMMANDS, body)));
    }

    private static boolean isLimited(TestUser.Answer answer) {
        return answer.body().findValuesAsText("code").contains("rate_limited");
    }

    private ObjectNode send(String id, String content, String clientMessageId) {
        ObjectNode command = command(id, "message", "send_message");
        command.putObject("data")
                .put("conversation_id", conversation)
                .put("content", content)
                .put("client_message_id", clientMessageId);
        return command;
    }

    private static ObjectNode command(String id, String type, String event) {
        return Json.object().put("v", 1).put("id", id).put("type", type).put("event", event);
    }

    private static JsonNode timeless(JsonNode frame) {
        return ((ObjectNode) frame.deepCopy()).without("timestamp");
    }
}
