package io.devthread.realtime.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.testkit.ApiDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The AsyncAPI document, the commands of the gateway and the golden frames say the same. */
class DocumentedFramesTest {
    private static final ApiDocument DOCUMENT = ApiDocument.asyncApi();
    private static final String MESSAGES = "/components/messages";
    private static final Set<String> EVENTS = Set.of(
            "notification/new_notification",
            "notification/notification_updated",
            "notification/notification_batch",
            "notification/notifications_read",
            "message/new_message",
            "message/message_delivered",
            "message/message_edited",
            "message/message_deleted",
            "message/read_receipt",
            "message/messages_read",
            "typing/typing_start",
            "typing/typing_stop",
            "presence/presence_state",
            "presence/presence_changed",
            "feed/feed_update",
            "feed/post_counts",
            "feed/post_removed",
            "system/welcome",
            "system/pong",
            "system/draining",
            "system/token_expiring",
            "system/resync");

    private record Example(String message, JsonNode payload) {}

    @Test
    void theServersAreProductionAndLocal() {
        assertThat(address("production")).isEqualTo("wss://api.devthread.io/ws");
        assertThat(address("local")).isEqualTo("ws://127.0.0.1:8082/ws");
    }

    @Test
    void everyCommandIsDescribed() {
        Set<String> commands = titles(message -> !isOfServer(message));
        assertThat(commands).containsAll(Commands.names()).contains("system/ping", "system/authenticate");
    }

    @Test
    void everyEventIsDescribed() {
        assertThat(titles(DocumentedFramesTest::isOfServer)).containsAll(EVENTS);
    }

    @Test
    void theErrorCodesAreThoseOfTheService() {
        List<String> codes = Arrays.stream(Failure.values()).map(Failure::code).toList();
        assertThat(texts(DOCUMENT.at("/components/schemas/ErrorCode/enum"))).isEqualTo(codes);
        assertThat(codes).allSatisfy(code -> assertThat(
                        DOCUMENT.at(MESSAGES + "/error/description").asText())
                .contains("| `" + code + "` |"));
    }

    @Test
    void everyCloseCodeIsDescribed() {
        String described = DOCUMENT.at("/channels/connection/description").asText();
        assertThat(CloseCode.values()).allSatisfy(code -> assertThat(described).contains("| " + code.code() + " |"));
    }

    @ParameterizedTest
    @MethodSource("io.devthread.realtime.gateway.session.GoldenFramesTest#frames")
    void aGoldenFrameIsAnExampleOfTheDocument(Path file) throws IOException {
        String name = file.getFileName().toString().replace(".json", "");
        assertThat(examples()).as("an example called %s", name).containsKey(name);
        assertThat(examples().get(name).payload()).isEqualTo(Json.mapper().readTree(file.toFile()));
    }

    @ParameterizedTest
    @MethodSource("exampleNames")
    void anExampleIsAsItsSchemaSays(String name) {
        Example example = examples().get(name);
        assertThat(DOCUMENT.complaints(MESSAGES + "/" + example.message() + "/payload", example.payload()))
                .isEmpty();
    }

    @Test
    void aFrameThatIsNotAsDescribedIsNoticed() {
        JsonNode frame = examples().get("new-message").payload();
        ((ObjectNode) frame.at("/data/message")).put("status", "lost");
        assertThat(DOCUMENT.complaints(MESSAGES + "/newMessage/payload", frame)).isNotEmpty();
        ((ObjectNode) frame.at("/data/message")).put("status", "sent").put("colour", 1);
        assertThat(DOCUMENT.complaints(MESSAGES + "/newMessage/payload", frame)).isNotEmpty();
    }

    @Test
    void whatBothDocumentsDescribeIsTheSameInBoth() {
        JsonNode http = ApiDocument.openApi().at("/components/schemas");
        JsonNode socket = DOCUMENT.at("/components/schemas");
        List<String> both = Stream.of("Id", "Message", "Notification", "Presence", "ErrorCode")
                .toList();
        assertThat(both).allMatch(http::has).allMatch(socket::has);
        socket.properties().stream()
                .filter(schema -> http.has(schema.getKey()))
                .forEach(schema ->
                        assertThat(schema.getValue()).as(schema.getKey()).isEqualTo(http.get(schema.getKey())));
    }

    private static String address(String server) {
        JsonNode found = DOCUMENT.at("/servers/" + server);
        return found.path("protocol").asText() + "://" + found.path("host").asText()
                + found.path("pathname").asText();
    }

    static Set<String> exampleNames() {
        return examples().keySet();
    }

    private static Map<String, Example> examples() {
        return DOCUMENT.at(MESSAGES).properties().stream()
                .flatMap(message -> StreamSupport.stream(
                                message.getValue().path("examples").spliterator(), false)
                        .map(example -> Map.entry(
                                example.path("name").asText(),
                                new Example(message.getKey(), tree(example.path("payload"))))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** YAML's numbers may be of another width than JSON's: read again as JSON. */
    private static JsonNode tree(JsonNode node) {
        try {
            return Json.mapper().readTree(node.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOfServer(JsonNode message) {
        return message.at("/payload/properties").has("timestamp");
    }

    private static Set<String> titles(Predicate<JsonNode> which) {
        return StreamSupport.stream(DOCUMENT.at(MESSAGES).spliterator(), false)
                .filter(which)
                .map(message -> message.path("title").asText())
                .collect(Collectors.toSet());
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
