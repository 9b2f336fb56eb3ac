package io.devthread.realtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.model.UserId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A registered person with a token, and what one does over HTTP. */
public record TestUser(ServiceAddress address, UserId id, String username, String token) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** @param body empty when the answer is not JSON */
    public record Answer(int status, JsonNode body, HttpResponse<String> response) {}

    /** Logs in where the person is there already: a busy machine may have been late with the answer only. */
    public static TestUser register(ServiceAddress address, String username) {
        Answer answer = signIn(address, "register", username);
        if (answer.body().path("field").asText().equals("username")) {
            answer = signIn(address, "login", username);
        }
        assertThat(answer.status()).as("register: %s", answer.body()).isEqualTo(200);
        return new TestUser(
                address,
                UserId.parse(answer.body().path("user").path("id").asText()),
                username,
                answer.body().path("token").asText());
    }

    private static Answer signIn(ServiceAddress address, String how, String username) {
        return request(
                address,
                Optional.empty(),
                "POST",
                "/api/v1/auth/" + how,
                Optional.of(Map.of("username", username, "password", "correct horse " + username)));
    }

    public Answer get(String path) {
        return request(address, Optional.of(token), "GET", path, Optional.empty());
    }

    public Answer post(String path, Object body) {
        return request(address, Optional.of(token), "POST", path, Optional.of(body));
    }

    /** The same person at another gateway. */
    public TestUser at(ServiceAddress other) {
        return new TestUser(other, id, username, token);
    }

    public RealtimeClient connect() {
        return RealtimeClient.open(address.ws(), token);
    }

    /** With what a welcome said and the last seq that was received. */
    public RealtimeClient resume(JsonNode welcome, long seq) {
        String query = "?session=%s&epoch=%s&seq=%d"
                .formatted(
                        welcome.path("session").asText(), welcome.path("epoch").asText(), seq);
        return RealtimeClient.open(address.ws(query), token);
    }

    /** @return the id of the conversation with the other, opened when there is none */
    public String conversationWith(TestUser other) {
        Answer answer = post("/api/v1/conversations", Map.of("participant_id", other.id()));
        assertThat(answer.status()).as("open conversation: %s", answer.body()).isIn(200, 201);
        return answer.body().path("id").asText();
    }

    /** All of all conversations, oldest first within each. */
    public List<JsonNode> conversationMessages() {
        List<JsonNode> all = new ArrayList<>();
        get("/api/v1/conversations")
                .body()
                .path("items")
                .forEach(conversation ->
                        all.addAll(messagesIn(conversation.path("id").asText())));
        return all;
    }

    /** Oldest first. */
    public List<JsonNode> messagesIn(String conversation) {
        List<JsonNode> all = new ArrayList<>();
        for (long after = 0; after == all.size(); after += 100) {
            List<JsonNode> page = new ArrayList<>();
            get("/api/v1/conversations/" + conversation + "/messages?limit=100&after_seq=" + after)
                    .body()
                    .path("items")
                    .forEach(page::add);
            all.addAll(page.reversed());
        }
        return all;
    }

    /** Anyone's request, with no token or a bad one. It comes again when the service is not available for a moment. */
    public static Answer request(
            ServiceAddress address, Optional<String> token, String method, String path, Optional<Object> body) {
        return Retry.whileUnavailable(() -> requestOnce(address, token, method, path, body), Answer::body);
    }

    public static Answer requestOnce(
            ServiceAddress address, Optional<String> token, String method, String path, Optional<Object> body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.http(path))
                .method(
                        method,
                        body.map(Json::text).map(BodyPublishers::ofString).orElse(BodyPublishers.noBody()));
        token.ifPresent(known -> request.header("Authorization", "Bearer " + known));
        body.ifPresent(some -> request.header("Content-Type", "application/json"));
        return send(request.build());
    }

    private static Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), json(response.body()), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (IOException e) {
            return Json.mapper().missingNode();
        }
    }
}
