package io.devthread.realtime.gateway;

import io.devthread.realtime.model.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.Deflater;

/**
 * One server frame, encoded once however many sockets it goes to. Immutable and shared between event loops.
 *
 * <p>The WebSocket forms, header included, are plain arrays made at the first use and freed by the garbage collector:
 * a frame that nobody sends costs nothing and cannot leak. Two loops may make the same form at once; either result is
 * good. The transport copies the array into its own direct buffer, which it must own anyway until the peer has read.
 */
public final class Frame {
    /** Below this many bytes deflating costs more than it saves. */
    private static final int DEFLATE_FROM = 256;

    /** FIN and the opcode of a text frame (RFC 6455, section 5.2). */
    private static final int TEXT = 0x81;

    /** RSV1: this message is deflated (RFC 7692, section 6). */
    private static final int DEFLATED_TEXT = 0xC1;

    private static final ThreadLocal<Deflater> DEFLATER = ThreadLocal.withInitial(() -> new Deflater(6, true));

    private final String text;
    private final Optional<String> traceparent;
    private volatile byte[] plain;
    private volatile byte[] deflated;
    private volatile Frame sockJs;
    private volatile FrameType type;

    private Frame(String text, Optional<String> traceparent) {
        this.text = text;
        this.traceparent = traceparent;
    }

    public static Frame of(String text) {
        return traced(text, Optional.empty());
    }

    /** @param traceparent of what brought it here, where that is traced */
    public static Frame traced(String text, Optional<String> traceparent) {
        return new Frame(text, traceparent);
    }

    public Optional<String> traceparent() {
        return traceparent;
    }

    public String text() {
        return text;
    }

    /** For metrics; found once for all that it goes to. */
    public FrameType type() {
        FrameType known = type;
        if (known == null) {
            known = FrameType.of(text);
            type = known;
        }
        return known;
    }

    /** The same as a SockJS message: {@code a["…"]}, which may go over a WebSocket or in an HTTP answer. */
    public Frame sockJs() {
        Frame message = sockJs;
        if (message == null) {
            message = new Frame("a[" + Json.text(text) + "]", traceparent);
            sockJs = message;
        }
        return message;
    }

    /** The frame on a WebSocket without compression. The receiver gets a view of its own over the shared bytes. */
    public ByteBuf plain() {
        return Unpooled.wrappedBuffer(plainBytes());
    }

    /**
     * The frame on a WebSocket with permessage-deflate and no context takeover: it can be inflated alone. Small frames,
     * and those that would not shrink, go plain, as RFC 7692 allows for each message; so do those over {@code longest}
     * bytes.
     */
    public ByteBuf deflated(int longest) {
        if (longest < Integer.MAX_VALUE && plainBytes().length > longest) {
            return plain();
        }
        byte[] bytes = deflated;
        if (bytes == null) {
            bytes = deflate(text.getBytes(StandardCharsets.UTF_8));
            deflated = bytes;
        }
        return Unpooled.wrappedBuffer(bytes);
    }

    private byte[] plainBytes() {
        byte[] bytes = plain;
        if (bytes == null) {
            byte[] payload = text.getBytes(StandardCharsets.UTF_8);
            bytes = framed(TEXT, payload, payload.length);
            plain = bytes;
        }
        return bytes;
    }

    private byte[] deflate(byte[] payload) {
        if (payload.length < DEFLATE_FROM) {
            return plainBytes();
        }
        byte[] out = new byte[payload.length];
        Deflater deflater = DEFLATER.get();
        deflater.setInput(payload);
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.reset();
        // A sync flush ends with 00 00 FF FF, which RFC 7692 takes off. A full buffer means: it did not shrink.
        return length == out.length ? plainBytes() : framed(DEFLATED_TEXT, out, length - 4);
    }

    private static byte[] framed(int first, byte[] payload, int length) {
        int header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
        byte[] frame = new byte[header + length];
        frame[0] = (byte) first;
        frame[1] = (byte) (header == 2 ? length : header == 4 ? 126 : 127);
        for (int i = header - 1, rest = length; i >= 2; i--, rest >>>= 8) {
            frame[i] = (byte) rest;
        }
        System.arraycopy(payload, 0, frame, header, length);
        return frame;
    }
}
