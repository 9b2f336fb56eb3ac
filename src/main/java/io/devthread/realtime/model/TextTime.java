package io.devthread.realtime.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.datatype.jsr310.deser.InstantDeserializer;
import java.io.IOException;
import java.time.Instant;

/** An ISO-8601 text only. A number would be taken for seconds, where whoever wrote it mostly meant milliseconds. */
final class TextTime extends StdScalarDeserializer<Instant> {
    private static final long serialVersionUID = 1;

    TextTime() {
        super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
        return json.hasToken(JsonToken.VALUE_STRING)
                ? InstantDeserializer.INSTANT.deserialize(json, context)
                : (Instant) context.handleUnexpectedToken(Instant.class, json);
    }
}
