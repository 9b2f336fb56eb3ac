package io.devthread.realtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.devthread.realtime.model.Json;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A client of the realtime protocol over the JDK's WebSocket, so that nothing of ours checks itself. It records every
 * frame; {@code await…} waits for one that fits, whether it has come already or is still to come.
 */
public final class RealtimeClient implements AutoCloseable, WebSocket.Listener {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<JsonNode> frames = new ArrayList<>();
    private final StringBuilder partial = new StringBuilder();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private Wire wire;
    private int commands;

    /** A way to the service. What comes over it is told by {@link #received} and {@link #ended}. */
    public interface Wire {
        void send(String text);

        /** With a goodbye, if the transport has one. */
        void close();

        /** Without. */
        void cut();
    }

    private RealtimeClient() {}

    /** Opens without a token: the first command authenticates. */
    public static RealtimeClient open(URI ws) {
        return open(ws, Map.of());
    }

    public static RealtimeClient open(URI ws, String token) {
        return open(ws, Map.of("Authorization", "Bearer " + token));
    }

    /** @throws java.net.http.WebSocketHandshakeException when the handshake is refused */
    public static RealtimeClient open(URI ws, Map<String, String> headers) {
        RealtimeClient client = new RealtimeClient();
        WebSocket.Builder builder = HTTP.newWebSocketBuilder().connectTimeout(PATIENCE);
        headers.forEach(builder::header);
        try {
            client.wire = new WebSocketWire(builder.buildAsync(ws, client).join());
        } catch (CompletionException refused) {
            throw sneaky(refused.getCause());
        }
        return client;
    }

    /** Over another transport than the plain WebSocket. */
    public static RealtimeClient over(Function<RealtimeClient, Wire> transport) {
        RealtimeClient client = new RealtimeClient();
        client.wire = transport.apply(client);
        return client;
    }

    /** To be called by the wire, for each frame. */
    public synchronized void received(String frame) {
        frames.add(parsed(frame));
        notifyAll();
    }

    /** To be called by the wire. @param code 1006 when there was no goodbye */
    public synchronized void ended(int code) {
        closed.complete(code);
        notifyAll();
    }

    public void sendText(String text) {
        wire.send(text);
    }

    /** @return the id of the command, to await its reply by */
    public String command(String type, String event, Object data) {
        String id = "c-" + ++commands;
        ObjectNode frame =
                Json.object().put("v", 1).put("id", id).put("type", type).put("event", event);
        frame.set("data", Json.mapper().valueToTree(data));
        sendText(frame.toString());
        return id;
    }

    /**
     * Sends a command and waits for its one reply. As a good client does, it comes again with the same data, and so with
     * the same {@code client_message_id}, where the service is not available for a moment: a busy machine is no failure.
     */
    public JsonNode call(String type, String event, Object data) {
        return Retry.whileUnavailable(() -> awaitReply(command(type, event, data)), reply -> reply);
    }

    public JsonNode awaitReply(String id) {
        return await(
                "the reply to " + id,
                frame -> frame.path("id").asText().equals(id)
                        && (frame.path("type").asText().equals("ack")
                                || frame.path("type").asText().equals("error")
                                || frame.path("type").asText().equals("system")));
    }

    public JsonNode awaitWelcome() {
        return awaitEvent("welcome").get("data");
    }

    public JsonNode awaitEvent(String event) {
        return await(event, frame -> frame.path("event").asText().equals(event));
    }

    public JsonNode awaitError() {
        return await("an error", frame -> frame.path("type").asText().equals("error"));
    }

    /** Waits until {@code count} durable events have come and gives them in the order of their arrival. */
    public List<JsonNode> awaitDurable(int count) {
        await(count + " durable events", frame -> durable().size() >= count);
        return durable();
    }

    public synchronized List<JsonNode> durable() {
        return frames.stream().filter(frame -> frame.has("seq")).toList();
    }

    public synchronized List<JsonNode> frames() {
        return List.copyOf(frames);
    }

    /** Those that have come since {@code index} had. */
    public synchronized List<JsonNode> framesFrom(int index) {
        return List.copyOf(frames.subList(index, frames.size()));
    }

    public synchronized JsonNode await(String what, Predicate<JsonNode> fits) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            for (JsonNode frame : frames) {
                if (fits.test(frame)) {
                    return frame;
                }
            }
            long left = (end - System.nanoTime()) / 1_000_000;
            assertThat(left)
                    .as("%s did not come; came: %s, closed: %s", what, frames, closed)
                    .isPositive();
            waitFor(left);
        }
    }

    public int awaitClose() {
        return closed.orTimeout(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                .join();
    }

    /** Completes with the code of the close. */
    public CompletableFuture<Integer> whenClosed() {
        return closed;
    }

    public boolean isClosed() {
        return closed.isDone();
    }

    /** Cuts the connection without a goodbye. */
    public void cut() {
        wire.cut();
    }

    @Override
    public void close() {
        if (!closed.isDone()) {
            wire.close();
        }
    }

    @Override
    public synchronized CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            received(partial.toString());
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public synchronized CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        ended(code);
        return null;
    }

    @Override
    public synchronized void onError(WebSocket from, Throwable error) {
        ended(1006);
    }

    private record WebSocketWire(WebSocket socket) implements Wire {
        @Override
        public void send(String text) {
            socket.sendText(text, true).join();
        }

        @Override
        public void close() {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(gone -> null);
        }

        @Override
        public void cut() {
            socket.abort();
        }
    }

    private static JsonNode parsed(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (java.io.IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void waitFor(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
