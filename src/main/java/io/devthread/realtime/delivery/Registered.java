package io.devthread.realtime.delivery;

import io.devthread.realtime.model.NodeId;
import io.devthread.realtime.model.Position;
import java.util.Optional;
import java.util.Set;

/** The answer to a {@link Registration}. */
public sealed interface Registered {
    /**
     * The node is in the directory, so every event after {@code head} comes as a wake-up.
     *
     * @param session the id that the connection's session has from now on: the resumed one when it was restored
     * @param head the log's end at the moment of the registration
     * @param sessionRestored whether the session was known, with its subscriptions
     * @param channels the restored subscriptions; empty when nothing was restored
     * @param replaced the live connection that this one takes the session over from: tell its node by
     *     {@link DeliveryApi#replaced}
     */
    record Accepted(
            String session,
            Position head,
            Resumption resumption,
            boolean sessionRestored,
            Set<String> channels,
            Optional<Predecessor> replaced)
            implements Registered {}

    /** The user has as many live connections as are allowed; nothing was changed. */
    record TooManyConnections() implements Registered {}

    record Predecessor(NodeId node, String connection) {}
}
