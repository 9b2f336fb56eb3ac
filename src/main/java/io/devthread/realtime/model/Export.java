package io.devthread.realtime.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a person's data is taken out of a capability, or erased there. Every capability that holds data about people
 * serves one address of each kind; both work in pages and batches, so that no answer and no transaction grows with what
 * is held.
 */
public final class Export {
    private Export() {}

    /** @param cursor the {@code next} of the page before; empty for the first page */
    public record Ask(UserId userId, Optional<String> cursor) {}

    /** @param items of one kind, as the API shows them */
    public record Page(List<JsonNode> items, Optional<String> next) {}

    /**
     * Repeated until nothing is left: a batch that has been erased is not erased again.
     *
     * @param cursor that of the batch before; empty for the first one, also after a death in the middle
     */
    public record Erase(UserId userId, Optional<String> cursor) {}

    /**
     * @param erased how many things of each kind this batch erased
     * @param more ask again
     * @param cursor where to go on, of a capability that would otherwise go over what is erased again and again
     */
    public record Erased(Map<String, Long> erased, boolean more, Optional<String> cursor) {
        public Erased(Map<String, Long> erased, boolean more) {
            this(erased, more, Optional.empty());
        }
    }
}
