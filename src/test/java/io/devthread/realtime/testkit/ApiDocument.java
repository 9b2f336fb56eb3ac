package io.devthread.realtime.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One of the published API documents, and whether JSON is as it says. Stricter than a client may be: a field that the
 * document does not have is a complaint too, so that none is forgotten there.
 */
public final class ApiDocument {
    private static final Path FOLDER = Path.of("src/main/resources/api");
    private static final SchemaValidatorsConfig CONFIG =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    private final JsonNode root;
    private final ObjectNode closed;
    private final JsonSchemaFactory schemas;
    private final Map<String, JsonSchema> known = new ConcurrentHashMap<>();

    private ApiDocument(String file, VersionFlag dialect) {
        root = read(FOLDER.resolve(file));
        closed = root.deepCopy();
        close(closed);
        schemas = JsonSchemaFactory.getInstance(dialect);
    }

    /** OpenAPI 3.1 speaks JSON Schema 2020-12. */
    public static ApiDocument openApi() {
        return new ApiDocument("openapi.yaml", VersionFlag.V202012);
    }

    /** AsyncAPI 3.0 speaks a superset of JSON Schema draft 7. */
    public static ApiDocument asyncApi() {
        return new ApiDocument("asyncapi.yaml", VersionFlag.V7);
    }

    public JsonNode at(String pointer) {
        return root.at(pointer);
    }

    /** Follows the {@code $ref} that stands there, if one does. */
    public String resolved(String pointer) {
        JsonNode reference = root.at(pointer).path("$ref");
        return reference.isTextual() ? reference.asText().substring(1) : pointer;
    }

    /** What is wrong with the value, by the schema at this pointer; empty when nothing is. */
    public List<String> complaints(String pointer, JsonNode value) {
        return known.computeIfAbsent(pointer, this::schema).validate(value).stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }

    private JsonSchema schema(String pointer) {
        ObjectNode schema = closed.deepCopy().retain("components", "paths");
        schema.putArray("allOf").addObject().put("$ref", "#" + pointer);
        return schemas.getSchema(schema, CONFIG);
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("type").asText().equals("object")
                && object.has("properties")
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(ApiDocument::close);
    }

    private static JsonNode read(Path file) {
        try {
            return new YAMLMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
