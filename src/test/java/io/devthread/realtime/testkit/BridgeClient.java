package io.devthread.realtime.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Json;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Another service at the TCP bridge: four bytes of length, and JSON. */
public final class BridgeClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    private BridgeClient(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    public static BridgeClient open(int port) {
        try {
            return new BridgeClient(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A call as a bridge client makes it. */
    public static Map<String, Object> call(String token, String address, Object body) {
        return Map.of(
                "type",
                "send",
                "address",
                address,
                "replyAddress",
                "r1",
                "headers",
                Map.of("authorization", "Bearer " + token),
                "body",
                body);
    }

    /** Sends a frame and gives the next one that comes. */
    public JsonNode ask(Object frame) {
        send(frame);
        return next();
    }

    public void send(Object frame) {
        byte[] json = (frame instanceof String text ? text : Json.text(frame)).getBytes(StandardCharsets.UTF_8);
        bytes(ByteBuffer.allocate(Integer.BYTES + json.length)
                .putInt(json.length)
                .put(json)
                .array());
    }

    /** As they are, whatever they mean. */
    public void bytes(byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonNode next() {
        try {
            return Json.read(in.readNBytes(in.readInt()), JsonNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when the service has closed the connection; fails when another frame comes first. */
    public void awaitClose() {
        try {
            int next = in.read();
            if (next != -1) {
                throw new AssertionError("a frame came instead of the end");
            }
        } catch (SocketException | EOFException reset) {
            return; // closed with something of ours unread
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
}
