package io.devthread.realtime.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;
import java.util.UUID;

/** As {@link Ids#parse} has it: Jackson's own takes 24 characters of base64, too, and an empty text for none. */
final class TextUuid extends StdScalarDeserializer<UUID> {
    private static final long serialVersionUID = 1;

    TextUuid() {
        super(UUID.class);
    }

    @Override
    public UUID deserialize(JsonParser json, DeserializationContext context) throws IOException {
        if (!json.hasToken(JsonToken.VALUE_STRING)) {
            return (UUID) context.handleUnexpectedToken(UUID.class, json);
        }
        try {
            return Ids.parse(json.getText());
        } catch (IllegalArgumentException misfit) {
            throw context.weirdStringException(json.getText(), UUID.class, "must be a UUID");
        }
    }
}
