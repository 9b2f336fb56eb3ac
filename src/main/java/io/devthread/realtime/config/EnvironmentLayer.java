package io.devthread.realtime.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * {@code DEVTHREAD_POSTGRES_URL} sets {@code postgres.url}: any setting, upper case, dots as underscores. Lists are
 * separated by commas. A variable that names no setting is refused, because it is nearly always a slip that would
 * otherwise go unseen.
 */
final class EnvironmentLayer {
    static final String PREFIX = "DEVTHREAD_";
    /** Names the configuration directory. */
    static final String CONF = PREFIX + "CONF";

    /** No settings of ours: the second is read by logback.xml. */
    private static final Set<String> OTHERS = Set.of(CONF, PREFIX + "LOG_LEVEL");

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private EnvironmentLayer() {}

    static void overlay(ConfigTree tree, Map<String, String> environment) {
        Map<String, JsonNode> settings = tree.settings();
        Map<String, String> paths = settings.keySet().stream()
                .collect(Collectors.toMap(EnvironmentLayer::variable, path -> path, (a, b) -> a, TreeMap::new));
        new TreeMap<>(environment).forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !OTHERS.contains(name)) {
                String path = paths.get(name);
                if (path == null) {
                    throw new ConfigException("environment: " + name + " is not a setting; " + allowed(name, paths));
                }
                tree.set(name, path, node(value, settings.get(path)));
            }
        });
    }

    static String variable(String path) {
        return PREFIX + path.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** Text becomes what the default is; what can't stays text and is refused when the record is made. */
    private static JsonNode node(String value, JsonNode byDefault) {
        return switch (byDefault.getNodeType()) {
            case ARRAY -> list(value);
            case NUMBER -> number(value);
            case BOOLEAN ->
                value.matches("true|false") ? NODES.booleanNode(Boolean.parseBoolean(value)) : NODES.textNode(value);
            case NULL -> value.isEmpty() ? NODES.nullNode() : NODES.textNode(value);
            case STRING, OBJECT, POJO, BINARY, MISSING -> NODES.textNode(value);
        };
    }

    private static JsonNode number(String value) {
        if (value.matches("-?\\d{1,18}")) {
            return NODES.numberNode(Long.parseLong(value));
        }
        return value.matches("-?\\d{1,9}\\.\\d{1,9}")
                ? NODES.numberNode(Double.parseDouble(value))
                : NODES.textNode(value);
    }

    static ArrayNode list(String value) {
        ArrayNode list = NODES.arrayNode();
        Arrays.stream(value.split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .forEach(list::add);
        return list;
    }

    /** The settings of the section that the name begins with, or else the sections. */
    private static String allowed(String name, Map<String, String> paths) {
        int end = name.indexOf('_', PREFIX.length());
        String section = end < 0 ? name : name.substring(0, end + 1);
        List<String> near = paths.keySet().stream()
                .filter(known -> known.startsWith(section))
                .toList();
        List<String> shown = near.isEmpty()
                ? paths.values().stream()
                        .map(path -> variable(path.split("\\.")[0]))
                        .distinct()
                        .map(known -> known + "…")
                        .toList()
                : near;
        return "there are: " + String.join(", ", shown);
    }
}
