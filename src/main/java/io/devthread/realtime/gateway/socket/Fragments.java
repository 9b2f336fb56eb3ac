package io.devthread.realtime.gateway.socket;

import io.devthread.realtime.gateway.CloseCode;
import io.netty.buffer.ByteBuf;

/**
 * A message of which not all frames have come. It copies: keeping a buffer for each fragment would let 64 KiB of
 * one-byte fragments cost a hundred times that.
 */
final class Fragments {
    private final boolean deflated;
    private final int limit;
    private final ByteBuf bytes;

    /** @param limit for all fragments together, in bytes as they come over the wire */
    Fragments(ByteBuf first, boolean deflated, int limit) {
        this.deflated = deflated;
        this.limit = limit;
        this.bytes = first.alloc().buffer(first.readableBytes());
        bytes.writeBytes(first);
    }

    void add(ByteBuf fragment) {
        if (bytes.readableBytes() + fragment.readableBytes() > limit) {
            throw new Violation(CloseCode.TOO_BIG);
        }
        bytes.writeBytes(fragment);
    }

    boolean deflated() {
        return deflated;
    }

    ByteBuf bytes() {
        return bytes;
    }

    void release() {
        bytes.release();
    }
}
