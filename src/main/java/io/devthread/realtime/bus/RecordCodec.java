package io.devthread.realtime.bus;

import io.devthread.realtime.model.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/**
 * Carries an immutable record as plain JSON bytes between nodes, and as itself within one (no copy). The type is the
 * receiver's affair: it knows the {@link Address} and reads what it expects.
 */
final class RecordCodec implements MessageCodec<RecordCodec.Body, RecordCodec.Body> {
    static final String NAME = "devthread.record";

    /** Either the sender's own object, or the bytes that came over the wire. */
    sealed interface Body {
        record Local(Object value) implements Body {}

        record Wire(byte[] json) implements Body {}
    }

    static <T> T read(Body body, Class<T> type) {
        return switch (body) {
            case Body.Local local -> type.cast(local.value());
            case Body.Wire wire -> Json.read(wire.json(), type);
        };
    }

    @Override
    public void encodeToWire(Buffer buffer, Body body) {
        byte[] json =
                switch (body) {
                    case Body.Local local -> Json.bytes(local.value());
                    case Body.Wire wire -> wire.json();
                };
        buffer.appendInt(json.length).appendBytes(json);
    }

    @Override
    public Body decodeFromWire(int position, Buffer buffer) {
        int start = position + Integer.BYTES;
        return new Body.Wire(buffer.getBytes(start, start + buffer.getInt(position)));
    }

    @Override
    public Body transform(Body body) {
        return body;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
