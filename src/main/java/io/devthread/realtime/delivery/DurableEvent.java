package io.devthread.realtime.delivery;

import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Something one person must get, whatever dies in between. It stands in the {@link Outbox} in the same transaction as
 * the change it tells of, and then in the person's event log.
 *
 * @param id deterministic: the same event made twice has the same id, so that it is logged once. It may be shared by
 *     the events of several people.
 * @param body the frame as {@link FrameBody} encodes it: all but version and seq, which the log assigns
 * @param order for messages: the place in the conversation, so that log order is conversation order
 * @param traceparents of the requests that it tells of, as far as they are traced
 */
public record DurableEvent(UUID id, UserId user, String body, Optional<Order> order, List<String> traceparents) {
    /** Of no traced request. */
    public DurableEvent(UUID id, UserId user, String body, Optional<Order> order) {
        this(id, user, body, order, List.of());
    }

    public record Order(ConversationId conversation, long seq) {}
}
