package io.devthread.realtime.gateway.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.devthread.realtime.bus.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The fields of a command's data. Each method refuses with {@code invalid_data} and the field's name; none guesses. */
public final class Data {
    private final ObjectNode object;
    private final String path;

    public Data(ObjectNode object) {
        this(object, "");
    }

    /** @param path of the object, with its dot: it stands before the names of its fields */
    private Data(ObjectNode object, String path) {
        this.object = object;
        this.path = path;
    }

    public Optional<String> optionalText(String field) {
        return Command.present(object, field).map(node -> text(field, node));
    }

    /** Of a field that is taken where it is a text and ignored otherwise, as an unknown one is. */
    public Optional<String> textOrNothing(String field) {
        return Optional.ofNullable(object.path(field).textValue());
    }

    public String text(String field) {
        return optionalText(field).orElseThrow(() -> invalid(field, "is required"));
    }

    public <T> Optional<T> optionalId(String field, Function<String, T> parse) {
        return optionalText(field).map(text -> id(field, text, parse));
    }

    public <T> T id(String field, Function<String, T> parse) {
        return id(field, text(field), parse);
    }

    public boolean has(String field) {
        return Command.present(object, field).isPresent();
    }

    public Optional<Long> optionalWholeNumber(String field) {
        return Command.present(object, field).map(node -> {
            if (node.isIntegralNumber() && node.canConvertToLong()) {
                return node.longValue();
            }
            throw invalid(field, "must be a whole number");
        });
    }

    public Optional<Boolean> optionalFlag(String field) {
        return Command.present(object, field).map(node -> {
            if (node.isBoolean()) {
                return node.booleanValue();
            }
            throw invalid(field, "must be true or false");
        });
    }

    public Optional<Data> optionalObject(String field) {
        return Command.present(object, field).map(node -> {
            if (node instanceof ObjectNode nested) {
                return new Data(nested, path + field + ".");
            }
            throw invalid(field, "must be an object");
        });
    }

    /** An object whose fields are all true or false; empty where there is none. */
    public Map<String, Boolean> flags(String field) {
        Map<String, Boolean> flags = new LinkedHashMap<>();
        optionalObject(field).ifPresent(nested -> nested.object.properties().forEach(entry -> {
            if (!entry.getValue().isBoolean()) {
                throw invalid(field + "." + entry.getKey(), "must be true or false");
            }
            flags.put(entry.getKey(), entry.getValue().booleanValue());
        }));
        return flags;
    }

    public List<String> texts(String field, int max) {
        if (!(object.get(field) instanceof ArrayNode array) || array.isEmpty()) {
            throw invalid(field, "must be a list of 1 to " + max + " strings");
        }
        if (array.size() > max) {
            throw invalid(field, "must be a list of at most " + max + ", not " + array.size());
        }
        List<String> texts = new ArrayList<>(array.size());
        array.forEach(node -> texts.add(text(field, node)));
        return texts;
    }

    public <T> List<T> ids(String field, int max, Function<String, T> parse) {
        return texts(field, max).stream().map(text -> id(field, text, parse)).toList();
    }

    private String text(String field, JsonNode node) {
        if (!node.isTextual()) {
            throw invalid(field, "must be a string");
        }
        return node.textValue();
    }

    private <T> T id(String field, String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw invalid(field, "must be a UUID");
        }
    }

    private Refusal invalid(String field, String message) {
        return Refusal.invalid(path + field, message);
    }
}
