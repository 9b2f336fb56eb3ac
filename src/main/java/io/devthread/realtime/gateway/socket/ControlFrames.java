package io.devthread.realtime.gateway.socket;

import io.devthread.realtime.gateway.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.nio.charset.StandardCharsets;

/** The control frames that we send (RFC 6455, section 5.5): ready bytes, as nothing behind the handler encodes them. */
final class ControlFrames {
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    private static final int PONG = 0x8A;

    private ControlFrames() {}

    static ByteBuf ping() {
        return Unpooled.wrappedBuffer(new byte[] {(byte) PING, 0});
    }

    /** @param payload at most 125 bytes, which the decoder has checked */
    static ByteBuf pong(ByteBuf payload) {
        return payload.alloc()
                .buffer(2 + payload.readableBytes())
                .writeByte(PONG)
                .writeByte(payload.readableBytes())
                .writeBytes(payload, payload.readerIndex(), payload.readableBytes());
    }

    static ByteBuf close(CloseCode code) {
        byte[] reason = code.reason().getBytes(StandardCharsets.US_ASCII);
        return Unpooled.buffer(4 + reason.length)
                .writeByte(CLOSE)
                .writeByte(2 + reason.length)
                .writeShort(code.code())
                .writeBytes(reason);
    }

    /** The answer to the peer's close frame: its own code again, none for none, 1002 for one it must not send. */
    static ByteBuf closeReply(ByteBuf payload) {
        if (!payload.isReadable()) {
            return Unpooled.buffer(2).writeByte(CLOSE).writeByte(0);
        }
        int code = payload.getUnsignedShort(payload.readerIndex());
        return mayBeSent(code)
                ? Unpooled.buffer(4).writeByte(CLOSE).writeByte(2).writeShort(code)
                : close(CloseCode.PROTOCOL_ERROR);
    }

    /** What the frame decoder found wrong, as our code. */
    static CloseCode codeOf(WebSocketCloseStatus status) {
        return switch (status.code()) {
            case 1007 -> CloseCode.BAD_TEXT;
            case 1009 -> CloseCode.TOO_BIG;
            default -> CloseCode.PROTOCOL_ERROR;
        };
    }

    /** RFC 6455, section 7.4, and the codes that IANA has added. Netty's own check lets 5000 and more pass. */
    private static boolean mayBeSent(int code) {
        return code >= 1000 && code <= 1003 || code >= 1007 && code <= 1014 || code >= 3000 && code <= 4999;
    }
}
