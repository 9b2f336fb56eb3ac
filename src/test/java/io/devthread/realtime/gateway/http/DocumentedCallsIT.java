package io.devthread.realtime.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.gateway.http.CallExamples.Call;
import io.devthread.realtime.gateway.http.CallExamples.Example;
import io.devthread.realtime.gateway.http.DocumentedCalls.Operation;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.testkit.Retry;
import io.devthread.realtime.testkit.TestService;
import io.devthread.realtime.testkit.TestUser;
import io.devthread.realtime.testkit.TestUser.Answer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The service answers every documented call as the document says: once a good request, once a bad one. */
class DocumentedCallsIT {
    private static final String JSON = "/content/application~1json/schema";

    private static TestService service;
    private static Map<String, Example> examples;

    @BeforeAll
    static void start() {
        service = TestService.start();
        examples = new CallExamples(service).all();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    static Stream<Operation> all() {
        return DocumentedCalls.all().stream();
    }

    @Test
    void everyOperationHasItsExample() {
        assertThat(examples.keySet())
                .isEqualTo(DocumentedCalls.all().stream().map(Operation::id).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("all")
    void aGoodRequestIsAnsweredAsTheDocumentSays(Operation operation) {
        Supplier<Call> good = examples.get(operation.id()).good();
        good.get().body().ifPresent(body -> assertThat(complaintsAboutBody(operation, body))
                .isEmpty());

        Answer answer = send(operation, good);

        assertThat(answer.status()).as("%s", answer.body()).isBetween(200, 299);
        assertIsDocumented(operation, answer);
    }

    @ParameterizedTest
    @MethodSource("all")
    void aBadRequestGetsTheDocumentedError(Operation operation) {
        Example example = examples.get(operation.id());

        Answer answer = send(operation, example.bad());

        assertThat(answer.body().path("code").asText())
                .as("%s", answer.body())
                .isEqualTo(example.why().code());
        assertThat(answer.status()).isEqualTo(example.why().httpStatus());
        assertIsDocumented(operation, answer);
        if (answer.status() == 400) {
            example.bad().get().body().ifPresent(body -> assertThat(complaintsAboutBody(operation, body))
                    .isNotEmpty());
        }
    }

    /** A call that comes again is another one: the first may have been done though its answer was late. */
    private static Answer send(Operation operation, Supplier<Call> call) {
        String method = operation.name().split(" ")[0];
        return Retry.whileUnavailable(
                () -> {
                    Call next = call.get();
                    return TestUser.requestOnce(service.address(), next.token(), method, next.path(), next.body());
                },
                Answer::body);
    }

    private static void assertIsDocumented(Operation operation, Answer answer) {
        String documented = operation.answer(answer.status());
        assertThat(DocumentedCalls.DOCUMENT.at(documented).isMissingNode())
                .as("%s documents %d", operation.id(), answer.status())
                .isFalse();
        if (DocumentedCalls.DOCUMENT.at(documented).has("content")) {
            assertThat(DocumentedCalls.DOCUMENT.complaints(documented + JSON, answer.body()))
                    .as("%s", answer.body())
                    .isEmpty();
        } else {
            assertThat(answer.response().body()).isEmpty();
        }
        DocumentedCalls.DOCUMENT.at(documented + "/headers").fieldNames().forEachRemaining(header -> assertThat(
                        answer.response().headers().firstValue(header))
                .as(header)
                .isPresent());
    }

    private static List<String> complaintsAboutBody(Operation operation, Object body) {
        String schema = operation.pointer() + "/requestBody" + JSON;
        JsonNode json = Json.mapper().valueToTree(body);
        return Optional.of(schema)
                .filter(there -> !DocumentedCalls.DOCUMENT.at(there).isMissingNode())
                .map(there -> DocumentedCalls.DOCUMENT.complaints(there, json))
                .orElse(List.of());
    }
}
