package io.devthread.realtime.gateway.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;

/**
 * What a client may send: a command, or the cumulative acknowledgement of durable events. {@link #parse} is the only
 * way in; it throws {@link MalformedFrame} for what is not a frame of the protocol and nothing else.
 */
public sealed interface Command {
    int VERSION = 1;
    int MAX_ID_LENGTH = 64;

    /** Of the commands that there are, each of which has an event. */
    Set<String> TYPES = Set.of("system", "message", "typing", "presence", "notification", "feed");

    /** @param id the client's own, empty when it wants no reply */
    record Call(Optional<String> id, String type, String event, ObjectNode data) implements Command {
        /** The key of the command table, as in "message/send_message". */
        public String name() {
            return type + "/" + event;
        }
    }

    /** @param epoch empty: that of the connection's own log */
    record Ack(Optional<String> epoch, long seq) implements Command {}

    static Command parse(String text) {
        return of(FrameReader.object(text));
    }

    /** For a reply to what is not carried out. */
    static Optional<String> idOf(String text) {
        try {
            return FrameReader.id(FrameReader.object(text));
        } catch (MalformedFrame malformed) {
            return malformed.id();
        }
    }

    static Command of(ObjectNode frame) {
        Optional<String> id = FrameReader.id(frame);
        FrameReader.version(frame, id);
        String type = FrameReader.text(frame, "type", id);
        if (type.equals("ack")) {
            return FrameReader.ack(frame, id);
        }
        return new Call(id, type, FrameReader.event(frame, type, id), FrameReader.data(frame, id));
    }

    /** Not a frame of the protocol; three within a minute close the connection. */
    final class MalformedFrame extends RuntimeException {
        private final Optional<String> id;
        private final boolean unsupportedVersion;

        MalformedFrame(Optional<String> id, String message, boolean unsupportedVersion) {
            super(message, null, false, false);
            this.id = id;
            this.unsupportedVersion = unsupportedVersion;
        }

        /** The frame's id where it could be read, so that the command still gets its one reply. */
        public Optional<String> id() {
            return id;
        }

        public boolean unsupportedVersion() {
            return unsupportedVersion;
        }
    }

    /** A node that is neither absent nor {@code null}. */
    static Optional<JsonNode> present(JsonNode object, String field) {
        return Optional.ofNullable(object.get(field)).filter(node -> !node.isNull());
    }
}
