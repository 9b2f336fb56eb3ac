package io.devthread.realtime.gateway.socket;

import io.devthread.realtime.gateway.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates whole messages (RFC 7692, section 7.2.2) up to a limit: a bomb costs the limit, never what it would inflate
 * to. One for all connections of an event loop, as no context outlives a message.
 */
final class Inflation {
    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};
    private static final int FIRST_SIZE = 4_096;

    /** Final blocks in one message; 32,000 empty ones would fit into 64 KiB and cost the event loop its time. */
    private static final int MAX_FINAL_BLOCKS = 16;

    private final Inflater inflater = new Inflater(true);
    private final int limit;
    private byte[] out = new byte[FIRST_SIZE];
    private int length;
    private int finalBlocks;

    Inflation(int limit) {
        this.limit = limit;
    }

    /**
     * @return a view that is good until the next call
     * @throws Violation when it inflates to more than the limit, or is not deflated data
     */
    ByteBuf inflate(ByteBuf message) {
        length = 0;
        finalBlocks = 0;
        inflater.reset();
        try {
            append(message.nioBuffer());
            append(ByteBuffer.wrap(TAIL));
        } catch (DataFormatException e) {
            throw new Violation(CloseCode.BAD_TEXT);
        }
        return Unpooled.wrappedBuffer(out, 0, length);
    }

    private void append(ByteBuffer in) throws DataFormatException {
        if (inflater.finished()) {
            inflater.reset();
        }
        inflater.setInput(in);
        while (true) {
            int more = inflater.inflate(out, length, out.length - length);
            length += more;
            if (length > limit) {
                throw new Violation(CloseCode.TOO_BIG);
            }
            if (inflater.finished() && in.hasRemaining()) {
                // A final block in the middle: RFC 7692, section 7.2.3.4, allows it; the next one starts afresh.
                if (++finalBlocks > MAX_FINAL_BLOCKS) {
                    throw new Violation(CloseCode.BAD_TEXT);
                }
                inflater.reset();
                inflater.setInput(in);
            } else if (length == out.length) {
                out = Arrays.copyOf(out, Math.min(2 * out.length, limit + 1));
            } else if (more == 0) {
                return;
            }
        }
    }

    /** Frees the native memory. */
    void end() {
        inflater.end();
    }
}
