package io.devthread.realtime.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;

/** For a field that is taken where it is a text and ignored otherwise, as an unknown one is. */
public final class TextOrNothing extends StdScalarDeserializer<String> {
    private static final long serialVersionUID = 1;

    public TextOrNothing() {
        super(String.class);
    }

    @Override
    public String deserialize(JsonParser json, DeserializationContext context) throws IOException {
        if (json.hasToken(JsonToken.VALUE_STRING)) {
            return json.getText();
        }
        json.skipChildren();
        return null;
    }
}
