package io.devthread.realtime.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.devthread.realtime.model.Json;
import io.devthread.realtime.notification.NotificationApi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Polling sessions, which Vert.x finds by an id that anybody may name. */
class SockJsSessionsIT {

    private static BridgeStage stage;

    @BeforeAll
    static void open() {
        stage = BridgeStage.open();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Test
    void aSessionServesWhoOpenedItAndNobodyElse() throws Exception {
        assertThat(post("/eventbus/000/mine/xhr?token=publisher", "").body()).isEqualTo("o\n");
        String call = Json.text(List.of(
                BridgeStage.frame("send", NotificationApi.EVENTS.name(), "publisher", BridgeStage.body("post_liked"))
                        .replace("\"headers\":{\"authorization\":\"Bearer publisher\"},", "")));
        for (String thief : List.of("", "?token=", "?token=manager", "?token=publishe")) {
            for (String verb : List.of("xhr_send", "xhr", "xhr_streaming")) {
                assertThat(post("/eventbus/000/mine/" + verb + thief, call).statusCode())
                        .as(verb + thief)
                        .isEqualTo(401);
                assertThat(post("/eventbus/999/mine/" + verb + thief, call).statusCode())
                        .isEqualTo(401);
            }
        }
        assertThat(stage.reached).isEmpty();
        assertThat(post("/eventbus/000/mine/xhr_send?token=publisher", call).statusCode())
                .isEqualTo(204);
        assertThat(post("/eventbus/000/mine/xhr?token=publisher", "").body())
                .startsWith("a[")
                .contains("accepted");
        assertThat(stage.reached).containsExactly(NotificationApi.EVENTS.name());
    }

    @Test
    void aSessionOfAnotherPathIsNotFound() throws Exception {
        assertThat(post("/sockjs/000/foreign/xhr", "").body()).isEqualTo("o\n");
        assertThat(post("/eventbus/000/foreign/xhr?token=publisher", "").statusCode())
                .isEqualTo(404);
        assertThat(post("/eventbus/000/foreign/xhr_send?token=publisher", "[\"x\"]")
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/eventbus",
                "/eventbus/",
                "/eventbus/iframe.html",
                "/eventbus/iframe-1.html",
                "/eventbus/chunking_test",
                "/eventbus/000/s/jsonp?c=x",
                "/eventbus/000/s/jsonp_send",
                "/eventbus/000/s/htmlfile?c=x",
                "/eventbus/000/s/eventsource",
                "/eventbus/000/s/xhr_send",
                "/eventbus/000/s/xhr/",
                "/eventbus/000/s.s/xhr",
                "/eventbus/%2e%2e/s/xhr/x"
            })
    void nothingElseIsServed(String path) throws Exception {
        assertThat(post(path, "").statusCode()).isEqualTo(404);
        assertThat(send("GET", path, "").statusCode()).isEqualTo(404);
    }

    @Test
    void aBodyBeyondTheLimitIsRefused() throws Exception {
        assertThat(post("/eventbus/000/long/xhr", "").body()).isEqualTo("o\n");
        assertThat(post("/eventbus/000/long/xhr_send", "[\"" + "x".repeat(300_000) + "\"]")
                        .statusCode())
                .isEqualTo(413);
    }

    private static HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send("POST", path, body);
    }

    /** Each over a connection of its own: vertx-web ends it behind the answer of a poll, whatever comes next on it. */
    private static HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stage.httpPort + path))
                .version(HttpClient.Version.HTTP_1_1)
                .method(method, BodyPublishers.ofString(body))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
