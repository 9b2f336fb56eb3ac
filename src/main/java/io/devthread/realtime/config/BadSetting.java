package io.devthread.realtime.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;

/**
 * Turns what went wrong while the records were made into the operator's line: setting, what is allowed, source. A
 * value is never repeated unless the record's own message does: it may be a secret.
 */
final class BadSetting {
    private BadSetting() {}

    static ConfigException explain(JsonProcessingException failure, ConfigTree tree) {
        String line = failure.getCause() instanceof IllegalArgumentException rule
                ? qualified(rule.getMessage(), path(failure), tree)
                : path(failure) + " must be " + expected(failure);
        String setting = line.split(" ", 2)[0];
        return new ConfigException(
                tree.source(setting).map(source -> source + ": " + line).orElse(line));
    }

    /** A record knows its own fields, not the section that it stands in; some say both. */
    private static String qualified(String rule, String section, ConfigTree tree) {
        String inSection = section + "." + rule;
        boolean isField = tree.settings().containsKey(inSection.split(" ", 2)[0]);
        return isField ? inSection : rule;
    }

    private static String path(JsonProcessingException failure) {
        return failure instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .filter(step -> step.getFieldName() != null)
                        .map(JsonMappingException.Reference::getFieldName)
                        .collect(Collectors.joining("."))
                : "the configuration";
    }

    private static String expected(JsonProcessingException failure) {
        Class<?> type = expectedType(failure);
        if (type == int.class || type == long.class) {
            return "a whole number";
        }
        if (type == double.class) {
            return "a number";
        }
        if (type == boolean.class) {
            return "true or false";
        }
        if (type == Duration.class) {
            return Durations.FORM;
        }
        if (type == String.class || type == Path.class) {
            return "text";
        }
        return Iterable.class.isAssignableFrom(type) ? "a list" : "of another kind";
    }

    private static Class<?> expectedType(JsonProcessingException failure) {
        if (failure.getCause() instanceof InputCoercionException tooLarge) {
            return tooLarge.getTargetType();
        }
        return failure instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null
                ? mismatch.getTargetType()
                : Object.class;
    }
}
