package io.devthread.realtime.bridge;

import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/**
 * Finds the frames in a stream: four bytes of length, unsigned and big-endian, and so many bytes of JSON. Nothing is
 * set aside for a length that was only announced: what is held is what has come, and never more than one frame's limit
 * beyond a chunk of the network's.
 */
final class FrameSplitter {
    private final int maxBytes;
    private final Consumer<byte[]> frames;
    private Buffer rest = Buffer.buffer();

    FrameSplitter(int maxBytes, Consumer<byte[]> frames) {
        this.maxBytes = maxBytes;
        this.frames = frames;
    }

    /** False when a frame is too long to be read: there is no way to find the next. */
    boolean add(Buffer chunk) {
        rest.appendBuffer(chunk);
        int at = 0;
        while (rest.length() - at >= Integer.BYTES) {
            long length = rest.getUnsignedInt(at);
            if (length > maxBytes) {
                rest = Buffer.buffer();
                return false;
            }
            int start = at + Integer.BYTES;
            if (rest.length() - start < length) {
                break;
            }
            at = start + (int) length;
            frames.accept(rest.getBytes(start, at));
        }
        if (at > 0) {
            rest = rest.getBuffer(at, rest.length());
        }
        return true;
    }

    /** In the middle of a frame. */
    boolean isPartial() {
        return rest.length() > 0;
    }
}
