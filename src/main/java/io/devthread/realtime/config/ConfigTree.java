package io.devthread.realtime.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The settings as a tree, and where each came from. The defaults define what may be set: a layer can replace values,
 * not add keys.
 */
final class ConfigTree {
    private final ObjectNode root;
    private final Map<String, String> sources = new HashMap<>();

    ConfigTree(ObjectNode defaults) {
        this.root = defaults.deepCopy();
    }

    ObjectNode root() {
        return root;
    }

    /** Where the setting was given; empty when it still has its default. */
    Optional<String> source(String path) {
        return Optional.ofNullable(sources.get(path));
    }

    /** Every setting that is not a section: path such as {@code postgres.url}, in the order of the defaults. */
    Map<String, JsonNode> settings() {
        Map<String, JsonNode> settings = new LinkedHashMap<>();
        collect("", root, settings);
        return settings;
    }

    /** @throws ConfigException when the layer names what is not there */
    void overlay(String source, ObjectNode layer) {
        overlay(source, "", root, layer);
    }

    void set(String source, String path, JsonNode value) {
        int dot = path.lastIndexOf('.');
        ObjectNode section = dot < 0
                ? root
                : (ObjectNode) root.at("/" + path.substring(0, dot).replace('.', '/'));
        section.set(path.substring(dot + 1), value);
        sources.put(path, source);
    }

    private void overlay(String source, String prefix, ObjectNode known, ObjectNode layer) {
        layer.properties().forEach(entry -> {
            String path = prefix + entry.getKey();
            JsonNode present = known.get(entry.getKey());
            if (present == null) {
                throw new ConfigException(source + ": " + path + " is not a setting; " + allowed(prefix, known));
            }
            if (present instanceof ObjectNode section) {
                overlay(source, path + ".", section, section(source, path, entry.getValue()));
            } else {
                set(source, path, entry.getValue());
            }
        });
    }

    private static ObjectNode section(String source, String path, JsonNode value) {
        if (value instanceof ObjectNode section) {
            return section;
        }
        throw new ConfigException(source + ": " + path + " is a section: its settings stand below it, indented");
    }

    private static String allowed(String prefix, ObjectNode known) {
        String where = prefix.isEmpty() ? "there are" : prefix.substring(0, prefix.length() - 1) + " has";
        return where + ": " + String.join(", ", (Iterable<String>) known::fieldNames);
    }

    private static void collect(String prefix, ObjectNode section, Map<String, JsonNode> settings) {
        section.properties().forEach(entry -> {
            String path = prefix + entry.getKey();
            if (entry.getValue() instanceof ObjectNode inner) {
                collect(path + ".", inner, settings);
            } else {
                settings.put(path, entry.getValue());
            }
        });
    }
}
