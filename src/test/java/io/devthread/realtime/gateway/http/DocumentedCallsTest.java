package io.devthread.realtime.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.bus.Failure;
import io.devthread.realtime.gateway.http.DocumentedCalls.Operation;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The OpenAPI document and the routes say the same. */
class DocumentedCallsTest {
    @Test
    void everyCallThatIsMountedIsDescribedAndTheOtherWayRound() {
        assertThat(DocumentedCalls.mounted()).isEqualTo(documented());
    }

    @Test
    void everyOperationHasAnIdOfItsOwn() {
        assertThat(DocumentedCalls.all().stream().map(Operation::id))
                .doesNotHaveDuplicates()
                .doesNotContain("");
    }

    @Test
    void theErrorCodesAreThoseOfTheService() {
        assertThat(StreamSupport.stream(
                                DocumentedCalls.DOCUMENT
                                        .at("/components/schemas/ErrorCode/enum")
                                        .spliterator(),
                                false)
                        .map(JsonNode::asText))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Failure.values()).map(Failure::code).toList());
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorHasAnExampleWithACodeOfItsStatus(String name) {
        JsonNode error = DocumentedCalls.DOCUMENT.at("/components/responses/" + name);
        JsonNode example = error.at("/content/application~1json/example");
        assertThat(DocumentedCalls.DOCUMENT.complaints("/components/schemas/Error", example))
                .isEmpty();
        int status = Failure.ofCode(example.path("code").asText()).orElseThrow().httpStatus();
        boolean mayWait = status == 429 || status == 503;
        assertThat(error.path("headers").has("Retry-After")).isEqualTo(mayWait);
        assertThat(example.has("retry_after_ms")).isEqualTo(mayWait);
        DocumentedCalls.all()
                .forEach(operation ->
                        DocumentedCalls.DOCUMENT.at(operation.pointer() + "/responses").properties().stream()
                                .filter(answer ->
                                        answer.getValue().path("$ref").asText().endsWith("/" + name))
                                .forEach(answer -> assertThat(answer.getKey())
                                        .as(operation.id())
                                        .isEqualTo(String.valueOf(status))));
    }

    static Set<String> errors() {
        Set<String> names = new TreeSet<>();
        DocumentedCalls.DOCUMENT.at("/components/responses").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> documented() {
        return DocumentedCalls.all().stream().map(Operation::name).collect(Collectors.toCollection(TreeSet::new));
    }
}
