package io.devthread.realtime.gateway.socket;

import java.time.Duration;

/**
 * Bounds and intervals of a WebSocket.
 *
 * @param maxFrameBytes the longest message a client may send, inflated and over all its fragments, in bytes;
 *     125 to 16 MiB, default 64 KiB
 * @param outboundBytes when more than this is pending, the owner sheds or closes; {@code onWritable} comes below a
 *     quarter of it; 1 KiB to 64 MiB, default 256 KiB
 * @param pingInterval between two pings of the server, default 30 s
 * @param silenceLimit without any sign of life for this long the connection is closed with 4009; longer than
 *     {@code pingInterval}, default 75 s
 * @param linger how long a closed connection waits for the peer's own close, so that the close frame is not overtaken
 *     by a reset; default 2 s
 */
public record SocketConfig(
        int maxFrameBytes, int outboundBytes, Duration pingInterval, Duration silenceLimit, Duration linger) {
    public SocketConfig {
        check(maxFrameBytes >= 125 && maxFrameBytes <= 1 << 24, "socket.max_frame_bytes must be 125 to 16777216");
        check(outboundBytes >= 1 << 10 && outboundBytes <= 1 << 26, "socket.outbound_bytes must be 1024 to 67108864");
        check(pingInterval.isPositive(), "socket.ping_interval must be more than 0");
        check(silenceLimit.compareTo(pingInterval) > 0, "socket.silence_limit must be longer than ping_interval");
        check(linger.isPositive(), "socket.linger must be more than 0");
    }

    public static SocketConfig defaults() {
        return new SocketConfig(
                1 << 16, 1 << 18, Duration.ofSeconds(30), Duration.ofSeconds(75), Duration.ofSeconds(2));
    }

    /** How long a message may be on the wire: data that does not compress grows a little when it is deflated. */
    int wireLimit(boolean deflated) {
        return deflated ? maxFrameBytes + (maxFrameBytes >> 10) + 64 : maxFrameBytes;
    }

    private static void check(boolean good, String otherwise) {
        if (!good) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
