package io.devthread.realtime.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads the configuration of a process; see the package page for the layers. */
public final class ConfigLoader {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final JsonMapper RECORDS = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModules(new Jdk8Module(), new SimpleModule().addDeserializer(Duration.class, new Durations()))
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private ConfigLoader() {}

    /** @throws ConfigException when anything in it is not as it must be */
    public static RealtimeConfig load(List<String> args, Map<String, String> environment) {
        Arguments arguments = Arguments.parse(args);
        ConfigTree tree = new ConfigTree(defaults());
        files(arguments, environment)
                .forEach(file -> read(file).ifPresent(layer -> tree.overlay(file.toString(), layer)));
        EnvironmentLayer.overlay(tree, environment);
        arguments.overlay(tree);
        return bind(tree);
    }

    static ObjectNode defaults() {
        try (InputStream defaults = ConfigLoader.class.getResourceAsStream("defaults.yaml")) {
            return (ObjectNode) YAML.readTree(defaults);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A directory that was named must exist; {@code conf} is used where it does. */
    private static List<Path> files(Arguments arguments, Map<String, String> environment) {
        var named = arguments.conf().or(() -> java.util.Optional.ofNullable(environment.get(EnvironmentLayer.CONF)));
        Path directory = Path.of(named.orElse("conf"));
        if (!Files.isDirectory(directory)) {
            if (named.isPresent()) {
                throw new ConfigException("the configuration directory " + directory + " does not exist");
            }
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ConfigException("the configuration directory " + directory + " can't be read: " + e.getMessage());
        }
    }

    private static java.util.Optional<ObjectNode> read(Path file) {
        try {
            JsonNode tree = YAML.readTree(file.toFile());
            return switch (tree.getNodeType()) {
                case OBJECT -> java.util.Optional.of((ObjectNode) tree);
                case MISSING, NULL -> java.util.Optional.empty();
                default -> throw new ConfigException(file + ": must hold sections such as \"gateway:\"");
            };
        } catch (JsonProcessingException e) {
            throw new ConfigException(file + " line " + e.getLocation().getLineNr() + ": not YAML: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw new ConfigException(file + " can't be read: " + e.getMessage());
        }
    }

    private static RealtimeConfig bind(ConfigTree tree) {
        try {
            return RECORDS.treeToValue(tree.root(), RealtimeConfig.class);
        } catch (JsonProcessingException e) {
            throw BadSetting.explain(e, tree);
        }
    }
}
