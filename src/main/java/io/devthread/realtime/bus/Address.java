package io.devthread.realtime.bus;

import io.devthread.realtime.model.NodeId;

/**
 * A place on the bus that answers: one {@code Q} gets one {@code R} or a {@link Refusal}. Addresses are constants in a
 * capability's {@code XApi}, never built per user or per room: each clustered registration is a cluster-wide write.
 *
 * @param label for metrics: the name without the node that some addresses end with, as each start of a process is a new
 *     one
 */
public record Address<Q, R>(String name, String label, Class<Q> request, Class<R> reply) {
    public Address(String name, Class<Q> request, Class<R> reply) {
        this(name, name, request, reply);
    }

    /** A node's own. */
    public static <Q, R> Address<Q, R> at(NodeId node, String label, Class<Q> request, Class<R> reply) {
        return new Address<>(label + "." + node, label, request, reply);
    }
}
