package io.devthread.realtime.messaging;

import com.github.f4b6a3.uuid.UuidCreator;
import io.devthread.realtime.delivery.DurableEvent;
import io.devthread.realtime.delivery.FrameBody;
import io.devthread.realtime.delivery.Outbox;
import io.devthread.realtime.delivery.StoredBodies;
import io.devthread.realtime.messaging.LockedConversation.Side;
import io.devthread.realtime.model.ConversationId;
import io.devthread.realtime.model.UserId;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What one transaction changes on conversations that it has locked, and what it tells the participants. Every event takes
 * the next place in what its person has been told about the conversation, so it reaches all devices after what was
 * true before it, whichever process delivers. That place also names the event: made twice, it is the same.
 */
final class Changes {
    private final Map<ConversationId, LockedConversation> locked;
    private final Map<ConversationId, LockedConversation> changed = new LinkedHashMap<>();
    private final List<DurableEvent> events = new ArrayList<>();
    private final StoredBodies bodies;

    Changes(Map<ConversationId, LockedConversation> locked, StoredBodies bodies) {
        this.locked = new HashMap<>(locked);
        this.bodies = bodies;
    }

    Collection<LockedConversation> all() {
        return List.copyOf(locked.values());
    }

    boolean has(ConversationId id) {
        return locked.containsKey(id);
    }

    /** As it is with what has been changed so far. */
    LockedConversation of(ConversationId id) {
        return locked.get(id);
    }

    void put(LockedConversation conversation) {
        locked.put(conversation.id(), conversation);
        changed.put(conversation.id(), conversation);
    }

    /** @param data of {@code message/<event>} */
    void tell(ConversationId id, UserId user, String event, Object data, Instant timestamp) {
        UUID eventId = UuidCreator.getNameBasedSha1(
                id.value(), user + " " + (of(id).of(user).told() + 1));
        tell(id, eventId, user, event, data, timestamp);
    }

    /** @param eventId of an event that may be redacted later, and so has to be found again */
    void tell(ConversationId id, UUID eventId, UserId user, String event, Object data, Instant timestamp) {
        LockedConversation before = of(id);
        Side side = before.of(user).withNextEvent();
        put(before.with(side));
        String body = FrameBody.durable(NewMessageEvents.TYPE, event, eventId, user, data, timestamp);
        events.add(new DurableEvent(eventId, user, body, Optional.of(new DurableEvent.Order(id, side.told()))));
    }

    List<DurableEvent> events() {
        return List.copyOf(events);
    }

    /** To be awaited with the COMMIT. */
    Future<?> write(SqlConnection connection) {
        return changed.isEmpty()
                ? Future.succeededFuture()
                : Future.all(
                        LockedConversations.update(connection, changed.values()),
                        Outbox.insert(
                                connection, events.stream().map(bodies::stored).toList()));
    }
}
