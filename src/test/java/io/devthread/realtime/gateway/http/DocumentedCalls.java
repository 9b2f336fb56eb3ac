package io.devthread.realtime.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.testkit.ApiDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The calls of the OpenAPI document beside those that the service has. */
final class DocumentedCalls {
    static final ApiDocument DOCUMENT = ApiDocument.openApi();

    /**
     * @param name method and path, as in "GET /api/v1/posts/{id}"
     * @param pointer where the operation stands in the document
     */
    record Operation(String id, String name, String pointer) {
        /** Of a status that the operation documents. */
        String answer(int status) {
            return DOCUMENT.resolved(pointer + "/responses/" + status);
        }
    }

    private DocumentedCalls() {}

    static List<Operation> all() {
        List<Operation> operations = new ArrayList<>();
        DOCUMENT.at("/paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(method -> operations.add(operation(path.getKey(), method.getKey(), method.getValue()))));
        return operations;
    }

    static Set<String> mounted() {
        PublicRouter.Parts nothing =
                new PublicRouter.Parts(null, null, null, null, null, null, null, null, null, 0, null, null, null, null);
        return new PublicRouter(nothing)
                .routes().stream()
                        .map(route -> route.method() + " " + route.path().replaceAll(":(\\w+)", "{$1}"))
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Operation operation(String path, String method, JsonNode operation) {
        return new Operation(
                operation.path("operationId").asText(),
                method.toUpperCase(Locale.ROOT) + " " + path,
                "/paths/" + path.replace("~", "~0").replace("/", "~1") + "/" + method);
    }
}
