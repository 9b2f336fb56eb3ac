package io.devthread.realtime.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocsIT {
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
    @ValueSource(strings = {"openapi.yaml", "asyncapi.yaml"})
    void aDocumentIsServedAsItIsAndOnce(String name) throws Exception {
        var answer = stage.get("/" + name);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/yaml");
        assertThat(answer.body()).isEqualTo(Files.readString(Path.of("src/main/resources/api", name)));
        String etag = answer.headers().firstValue("ETag").orElseThrow();
        assertThat(stage.get("/" + name, "If-None-Match", etag).statusCode()).isEqualTo(304);
    }

    @ParameterizedTest
    @CsvSource({
        "/docs,        the documentation",
        "/docs/,       the documentation",
        "/docs/errors, the errors",
        "/docs/errors/,the errors",
        "/docs/errors?from=mail, the errors",
        "/docs/http.js,start()"
    })
    void aPageHasNoEndingAndMayHaveATrailingSlash(String path, String content) throws Exception {
        var answer = stage.get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains(content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs/nothing", "/docs/a/b", "/docs/gone.js", "/docs/../api/openapi.yaml", "/docs/.html"})
    void whatIsNotThereIsMissingAndNeverTheApp(String path) throws Exception {
        var answer = stage.get(path);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("not_found");
    }

    @Test
    void aPathThatOnlyBeginsLikeTheDocumentationIsTheApps() throws Exception {
        assertThat(stage.get("/docsis").body()).contains("the app");
    }

    @Test
    void theDocumentationIsOnlyRead() throws Exception {
        assertThat(stage.send("POST", "/docs", "x").statusCode()).isEqualTo(405);
        assertThat(stage.send("DELETE", "/openapi.yaml", "").statusCode()).isEqualTo(405);
    }

    @Test
    void aPageMayRunOnlyScriptsOfThisHostAndNoneWithinIt() throws Exception {
        String policy = stage.get("/docs")
                .headers()
                .firstValue("Content-Security-Policy")
                .orElseThrow();
        assertThat(policy)
                .contains("script-src 'self';")
                .doesNotContain("unsafe-eval", "http", "require-trusted-types-for");
    }
}
