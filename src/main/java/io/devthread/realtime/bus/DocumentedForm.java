package io.devthread.realtime.bus;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Json;
import java.util.List;
import java.util.stream.Collectors;

/** Reads what somebody outside wrote as the record that it should be; what does not fit is refused by the field's name. */
public final class DocumentedForm {
    private static final String MISFIT = "does not have the documented form";

    private DocumentedForm() {}

    /** @throws Refusal {@code invalid_data}, naming the field */
    public static <T> T read(JsonNode json, Class<T> type) {
        try {
            return Json.read(json, type);
        } catch (IllegalArgumentException misfit) {
            throw refusal(misfit);
        }
    }

    /** @param misfit as {@link Json} throws it */
    static Refusal refusal(RuntimeException misfit) {
        List<JsonMappingException.Reference> path =
                misfit.getCause() instanceof JsonMappingException mapping ? mapping.getPath() : List.of();
        String field = path.stream()
                .filter(step -> step.getFieldName() != null)
                .map(JsonMappingException.Reference::getFieldName)
                .collect(Collectors.joining("."));
        return field.isEmpty()
                ? Refusal.of(Failure.INVALID_DATA, "the message " + MISFIT)
                : Refusal.invalid(field, MISFIT);
    }
}
