package io.devthread.realtime.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 7d} and ISO-8601 such as {@code PT1M30S}. */
final class Durations extends StdScalarDeserializer<Duration> {
    static final String FORM = "a duration such as 500ms, 30s, 5m, 2h or 7d";

    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    Durations() {
        super(Duration.class);
    }

    /** @throws IllegalArgumentException when {@code text} is none of the forms, or negative */
    static Duration parse(String text) {
        Matcher amount = SHORT.matcher(text.strip());
        Duration duration = amount.matches()
                ? UNITS.get(amount.group(2)).multipliedBy(Long.parseLong(amount.group(1)))
                : iso(text.strip());
        if (duration.isNegative()) {
            throw new IllegalArgumentException("must not be negative");
        }
        return duration;
    }

    private static Duration iso(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("must be " + FORM, e);
        }
    }

    @Override
    public Duration deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        try {
            return parse(parser.getText());
        } catch (IllegalArgumentException e) {
            return (Duration) context.handleWeirdStringValue(Duration.class, parser.getText(), e.getMessage());
        }
    }
}
