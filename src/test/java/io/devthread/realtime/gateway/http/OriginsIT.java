package io.devthread.realtime.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsIT {
    private static HttpStage stage;

    @BeforeAll
    static void open() throws Exception {
        stage = HttpStage.open();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example",
                "null",
                "https://friend.example.evil",
                "https://friend.example:8443",
                "https://FRIEND.example",
                "http://friend.example",
                "https://friend.example/",
                "https://friend.example, http://evil.example",
                "friend.example",
                "http://127.0.0.1",
                "http://127.0.0.1:1",
                "ws://friend.example",
                "*"
            })
    void otherOriginsAreRefusedOnEveryPathAndNotReflected(String origin) throws Exception {
        for (String path :
                new String[] {"/", "/api/v1/users", "/ws", "/sockjs/info", "/api/v1/realtime/poll", "/x.js"}) {
            for (String method : new String[] {"GET", "POST", "OPTIONS"}) {
                var answer = stage.send(method, path, "", "Origin", origin, "Access-Control-Request-Method", "GET");
                assertThat(answer.statusCode()).as(method + path).isEqualTo(403);
                assertThat(answer.body()).contains("\"forbidden\"");
                assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
            }
        }
    }

    @Test
    void twoOriginsAreNone() throws Exception {
        assertThat(stage.raw("GET / HTTP/1.1\r\nHost: x\r\nOrigin: https://friend.example\r\nOrigin: http://x\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void theOwnHostIsAlwaysAllowed() throws Exception {
        assertThat(stage.get("/", "Origin", "http://127.0.0.1:" + stage.port).statusCode())
                .isEqualTo(200);
        for (String own : new String[] {
            "Host: a.example\r\nOrigin: https://a.example",
            "Host: a.example:443\r\nOrigin: https://a.example",
            "Host: a.example:80\r\nOrigin: http://a.example",
            "Host: a.example:1\r\nOrigin: https://a.example:1"
        }) {
            assertThat(stage.raw("GET / HTTP/1.1\r\nConnection: close\r\n" + own + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void withoutAnOriginThereIsNothingToCheck() throws Exception {
        assertThat(stage.get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void anAllowedPageMayReadTheAnswersErrorsIncluded() throws Exception {
        var answer = stage.get("/api/v1/users", "Origin", HttpStage.FRIEND);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains(HttpStage.FRIEND);
        assertThat(answer.headers().allValues("Vary")).contains("Origin");
        assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-credentials");
    }

    @Test
    void anAllowedPagesPreflightIsAnsweredWithoutAToken() throws Exception {
        var answer = stage.send(
                "OPTIONS",
                "/api/v1/conversations",
                "",
                "Origin",
                HttpStage.FRIEND,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "authorization");
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
                .contains("Authorization");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Methods").orElseThrow())
                .contains("POST", "DELETE");
    }
}
