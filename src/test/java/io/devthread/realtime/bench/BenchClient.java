package io.devthread.realtime.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** One person of the load, with one socket. Frames go to the listener with the nanosecond of their arrival. */
final class BenchClient implements WebSocket.Listener {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI base;
    private final UserId user;
    private final String token;
    private final BiConsumer<JsonNode, Long> onFrame;
    private final StringBuilder partial = new StringBuilder();
    private WebSocket socket;

    BenchClient(URI base, UserId user, String token, BiConsumer<JsonNode, Long> onFrame) {
        this.base = base;
        this.user = user;
        this.token = token;
        this.onFrame = onFrame;
    }

    UserId user() {
        return user;
    }

    String token() {
        return token;
    }

    void connect() {
        URI ws = URI.create(base.toString().replaceFirst("^http", "ws") + "/ws");
        socket = HTTP.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .buildAsync(ws, this)
                .join();
    }

    String conversationWith(BenchClient other) {
        return parse(post("/api/v1/conversations", Map.of("participant_id", other.user))
                        .join()
                        .body())
                .path("id")
                .asText();
    }

    void send(Object frame) {
        socket.sendText(Json.text(frame), true);
    }

    CompletableFuture<HttpResponse<String>> post(String path, Object body) {
        return ask(HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Json.text(body))));
    }

    CompletableFuture<HttpResponse<String>> get(String path) {
        return ask(HttpRequest.newBuilder(base.resolve(path)));
    }

    private CompletableFuture<HttpResponse<String>> ask(HttpRequest.Builder builder) {
        HttpRequest request = builder.header("Authorization", "Bearer " + token).build();
        return HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(answer -> {
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(
                        request.uri() + " answered " + answer.statusCode() + ": " + answer.body());
            }
            return answer;
        });
    }

    void close() {
        socket.abort();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        long now = System.nanoTime();
        partial.append(data);
        if (last) {
            onFrame.accept(parse(partial.toString()), now);
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    private static JsonNode parse(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
