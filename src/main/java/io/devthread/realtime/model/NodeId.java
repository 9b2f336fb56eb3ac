package io.devthread.realtime.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * One start of one process. A restarted process is a new node, so whatever the old one left in a shared store can
 * never be taken for the new one's.
 */
public record NodeId(@JsonValue String value) {
    @JsonCreator
    public NodeId {}

    public static NodeId next() {
        return new NodeId(Ids.next().toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
