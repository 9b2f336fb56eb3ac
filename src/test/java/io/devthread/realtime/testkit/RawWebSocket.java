package io.devthread.realtime.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A WebSocket client that does exactly what a test says, right or wrong: any header, any byte, frames masked or not. It
 * reads what really comes, control frames and the end of the stream included. Blocking; a read waits 30 s at most.
 */
public final class RawWebSocket implements AutoCloseable {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    public static final String DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";

    private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

    private final Socket socket;
    private final DataInputStream in;
    private boolean saidClose;
    private boolean owesClose;
    private String answer = "";

    private RawWebSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream(), 512));
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
    }

    /** A connection on which nothing has been said yet. */
    public static RawWebSocket connect(int port) {
        return on(new Socket(), port, 0);
    }

    /** As {@link #connect}, over a given socket (a TLS one, say). */
    public static RawWebSocket over(Socket connected) {
        try {
            return new RawWebSocket(connected);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A peer whose kernel takes next to nothing that it does not read. */
    public static RawWebSocket withReceiveBuffer(int port, int bytes) {
        return on(new Socket(), port, bytes);
    }

    /** Connected and upgraded. */
    public static RawWebSocket open(int port, String path, String... headers) {
        return connect(port).upgrade(path, headers);
    }

    private static RawWebSocket on(Socket socket, int port, int receiveBuffer) {
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new InetSocketAddress("127.0.0.1", port), 30_000);
            return new RawWebSocket(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of a good handshake, for tests that change it. */
    public static String request(String path, String... headers) {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY + "\r\n" + more + "\r\n";
    }

    public RawWebSocket upgrade(String path, String... headers) {
        write(request(path, headers));
        if (!readAnswer().startsWith("HTTP/1.1 101 ")) {
            throw new AssertionError("no upgrade: " + answer);
        }
        return this;
    }

    /** The head of the HTTP answer, status line to empty line. */
    public String readAnswer() {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        try {
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                head.write(in.readByte());
            }
        } catch (IOException e) {
            throw new AssertionError("no whole answer, only: " + head, e);
        }
        answer = head.toString(StandardCharsets.ISO_8859_1);
        return answer;
    }

    /** Reads over the body of an HTTP answer. */
    public void skip(int bytes) {
        try {
            in.skipNBytes(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The body of an HTTP answer. */
    public String readBytes(int count) {
        try {
            return new String(in.readNBytes(count), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer to the handshake. */
    public String answer() {
        return answer;
    }

    public void write(String bytes) {
        write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void send(String text) {
        write(frame(TEXT, text));
    }

    public void close(int code) {
        saidClose = true;
        owesClose = false;
        write(frame(CLOSE, ByteBuffer.allocate(2).putShort((short) code).array()));
    }

    public static byte[] frame(int opcode, String payload) {
        return frame(opcode, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** A whole, masked frame. */
    public static byte[] frame(int opcode, byte[] payload) {
        return frame(0x80 | opcode, true, payload);
    }

    /** @param first the first byte: FIN, RSV and opcode, as the test likes */
    public static byte[] frame(int first, boolean masked, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 14);
        out.writeBytes(header(first, masked, payload.length));
        for (int i = 0; i < payload.length; i++) {
            out.write(masked ? payload[i] ^ MASK[i & 3] : payload[i]);
        }
        return out.toByteArray();
    }

    /** The header of a frame whose payload need not come; with the masking key, if masked. */
    public static byte[] header(int first, boolean masked, long length) {
        ByteBuffer out = ByteBuffer.allocate(14).put((byte) first);
        int mask = masked ? 0x80 : 0;
        if (length < 126) {
            out.put((byte) (mask | length));
        } else if (length < 65_536) {
            out.put((byte) (mask | 126)).putShort((short) length);
        } else {
            out.put((byte) (mask | 127)).putLong(length);
        }
        if (masked) {
            out.put(MASK);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    public static byte[] deflate(byte[] payload) {
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(payload);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] some = new byte[8_192];
        int n;
        do {
            n = deflater.deflate(some, 0, some.length, Deflater.SYNC_FLUSH);
            out.write(some, 0, n);
        } while (n == some.length);
        deflater.end();
        return Arrays.copyOf(out.toByteArray(), out.size() - 4);
    }

    /** A frame from the server. {@code first} is its first byte: FIN, RSV and opcode. */
    public record Received(int first, byte[] payload) {
        public int opcode() {
            return first & 0x0F;
        }

        public boolean deflated() {
            return (first & 0x40) != 0;
        }

        /** Inflated, if it is deflated, by an inflater that knows no other message. */
        public String text() {
            return new String(deflated() ? inflate(payload) : payload, StandardCharsets.UTF_8);
        }

        /** 1005, as RFC 6455 says, when there is none. */
        public int closeCode() {
            return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        }
    }

    /** The next frame, of whatever kind. */
    public Received read() {
        try {
            int first = in.readUnsignedByte();
            int second = in.readUnsignedByte();
            if ((second & 0x80) != 0) {
                throw new AssertionError("a server must not mask");
            }
            long length = second == 127 ? in.readLong() : second == 126 ? in.readUnsignedShort() : second;
            byte[] payload = new byte[Math.toIntExact(length)];
            in.readFully(payload);
            Received received = new Received(first, payload);
            owesClose = received.opcode() == CLOSE && !saidClose;
            return received;
        } catch (IOException e) {
            throw new AssertionError("no frame: " + e, e);
        }
    }

    /** The next text; pings and pongs before it are passed over. */
    public String readText() {
        Received received = readPast(PING, PONG);
        if (received.opcode() != TEXT) {
            throw new AssertionError("not a text but " + received.opcode() + " " + received.closeCode());
        }
        return received.text();
    }

    /** The code of the close frame; whatever comes before it is passed over. */
    public int readClose() {
        return readPast(PING, PONG, TEXT).closeCode();
    }

    private Received readPast(int... opcodes) {
        Received received = read();
        while (contains(opcodes, received.opcode())) {
            received = read();
        }
        return received;
    }

    private static boolean contains(int[] opcodes, int opcode) {
        return Arrays.stream(opcodes).anyMatch(one -> one == opcode);
    }

    /**
     * Answers the server's close frame, for which it waits, if nobody has.
     *
     * @return true for an orderly end of the stream, false for a reset; anything that still comes is an error
     */
    public boolean readEnd() {
        if (owesClose) {
            close(1000);
        }
        try {
            int more = in.read();
            if (more >= 0) {
                throw new AssertionError("more came: " + more);
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("still open", e);
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether nothing comes for so long, not even the end. */
    public boolean isSilentFor(Duration time) {
        try {
            int patience = socket.getSoTimeout();
            socket.setSoTimeout((int) time.toMillis());
            try {
                in.read();
                return false;
            } catch (java.net.SocketTimeoutException silent) {
                return true;
            } finally {
                socket.setSoTimeout(patience);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends our output, without a close frame. */
    public void shutdownOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the connection with a reset, as a crashed peer or a firewall does. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] inflate(byte[] payload) {
        Inflater inflater = new Inflater(true);
        try {
            byte[] whole = Arrays.copyOf(payload, payload.length + 4);
            whole[whole.length - 2] = (byte) 0xFF;
            whole[whole.length - 1] = (byte) 0xFF;
            inflater.setInput(whole);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] some = new byte[8_192];
            int n;
            while ((n = inflater.inflate(some)) > 0) {
                out.write(some, 0, n);
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new AssertionError("not deflated", e);
        } finally {
            inflater.end();
        }
    }
}
