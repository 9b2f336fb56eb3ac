package io.devthread.realtime.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * An ISO-8601 text with its offset only. A number, or a text of digits, would be taken for seconds, where whoever wrote
 * it mostly meant milliseconds.
 */
public final class TextTime extends StdScalarDeserializer<Instant> {
    private static final long serialVersionUID = 1;

    TextTime() {
        super(Instant.class);
    }

    /** @throws DateTimeException for anything else */
    public static Instant parse(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    @Override
    public Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
        if (!json.hasToken(JsonToken.VALUE_STRING)) {
            return (Instant) context.handleUnexpectedToken(Instant.class, json);
        }
        try {
            return parse(json.getText());
        } catch (DateTimeException misfit) {
            throw context.weirdStringException(json.getText(), Instant.class, "must be an ISO-8601 time");
        }
    }
}
