package io.devthread.realtime.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StaticAppIT {
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
                "/",
                "/index.html",
                "/messages",
                "/messages/01970000",
                "/profile/alice?tab=posts",
                "/media",
                "/a/b/c/"
            })
    void everyPathOfTheAppShowsItsPage(String path) throws Exception {
        var answer = stage.get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("the app");
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-cache");
    }

    @Test
    void aLinkWithADotIsAPageForABrowserThatNavigatesAndMissingForOneThatLoads() throws Exception {
        assertThat(stage.get("/profile/j.doe", "Accept", "text/html,*/*").body())
                .contains("the app");
        assertThat(stage.get("/chunk-GONE1234.js", "Accept", "*/*").statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/main-OMVBJI6S.js", "/chunk-CYL1-tw8.js", "/chunk-Dr3xV7_h.js", "/chunk-C-20WNxC.js"})
    void theNamesThatTheBuildMakesAreHashes(String name) {
        assertThat(WebRoot.isHashed(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/index.html", "/favicon-unread.svg", "/icons/apple-touch-icon.png", "/swagger-ui-bundle.js"})
    void otherNamesAreNot(String name) {
        assertThat(WebRoot.isHashed(name)).isFalse();
    }

    @Test
    void aHashedFileIsKeptForEver() throws Exception {
        var answer = stage.get("/main-ABCDEFGH.js");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("public, max-age=31536000, immutable");
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/javascript; charset=utf-8");
        assertThat(stage.get("/media/bell.svg").headers().firstValue("Cache-Control"))
                .contains("no-cache");
    }

    @Test
    void whatTheBrowserHasIsNotSentAgain() throws Exception {
        String etag = stage.get("/media/bell.svg").headers().firstValue("ETag").orElseThrow();
        for (String kept : List.of(etag, "W/" + etag, "\"other\", " + etag, "*")) {
            var answer = stage.get("/media/bell.svg", "If-None-Match", kept);
            assertThat(answer.statusCode()).as(kept).isEqualTo(304);
            assertThat(answer.body()).isEmpty();
        }
        assertThat(stage.get("/media/bell.svg", "If-None-Match", "\"other\"").statusCode())
                .isEqualTo(200);
    }

    @Test
    void onlyStylesThatCarryTheNonceOfTheirPageAreTaken() throws Exception {
        var nonces = new HashSet<String>();
        for (String path : List.of("/", "/index.html", "/messages")) {
            var answer = stage.get(path);
            String policy =
                    answer.headers().firstValue("Content-Security-Policy").orElseThrow();
            Matcher styles = Pattern.compile("; style-src 'self' 'nonce-([A-Za-z0-9_-]{22})';")
                    .matcher(policy);
            assertThat(styles.find()).as(policy).isTrue();
            assertThat(answer.body()).contains("ngCspNonce=\"" + styles.group(1) + "\"");
            assertThat(answer.headers().firstValue("ETag"))
                    .as("a kept page would have an old nonce")
                    .isEmpty();
            nonces.add(styles.group(1));
        }
        assertThat(nonces).hasSize(3);
        assertThat(stage.get("/main-ABCDEFGH.js")
                        .headers()
                        .firstValue("Content-Security-Policy")
                        .orElseThrow())
                .contains("; style-src 'self';");
    }

    @Test
    void textIsCompressedForWhoTakesIt() throws Exception {
        String plain = stage.get("/main-ABCDEFGH.js").body();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stage.port + "/main-ABCDEFGH.js"))
                .header("Accept-Encoding", "gzip, br")
                .build();
        var packed = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(packed.body().length).isLessThan(plain.length() / 2);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                .isEqualTo(plain.getBytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip;q=0", "br, gzip; q=0.000", "identity", "x-gzipped"})
    void whoDoesNotTakeItGetsTheTextPlain(String encodings) throws Exception {
        var answer = stage.get("/main-ABCDEFGH.js", "Accept-Encoding", encodings);
        assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(answer.body()).isEqualTo(stage.get("/main-ABCDEFGH.js").body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GZIP", "br;q=1.0, gzip;q=0.8, *;q=0.1", "gzip ; q=1", "deflate,gzip;q=0.001"})
    void whoSaysSoInAnotherWayGetsItPacked(String encodings) throws Exception {
        var answer = stage.get("/main-ABCDEFGH.js", "Accept-Encoding", encodings);
        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
    }

    @Test
    void headSendsNoBody() throws Exception {
        var answer = stage.send("HEAD", "/", "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("Content-Length")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthy", "/metrics-of-mine", "/wsx", "/sockjsx"})
    void whatOnlyBeginsLikeSomethingOfOursIsAPage(String path) throws Exception {
        assertThat(stage.get(path).headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health",
                "/health/ready",
                "/metrics",
                "/loggers",
                "/loggers/x",
                "/sockjs/info",
                "/eventbus/x",
                "/ws/x"
            })
    void whatBelongsToOtherPortsAndTransportsIsNoPage(String path) throws Exception {
        assertThat(stage.get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void theAppIsOnlyRead() throws Exception {
        assertThat(stage.send("POST", "/messages", "x").statusCode()).isEqualTo(405);
    }

    @Test
    void everyAnswerTellsBrowsersWhatToRefuse() throws Exception {
        for (String path : new String[] {"/", "/api/v1/users", "/nothing.js", "/main-ABCDEFGH.js"}) {
            var headers = stage.get(path).headers();
            assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'self'", "frame-ancestors 'none'", "object-src 'none'")
                    .doesNotContain("unsafe", "http");
            assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
        }
    }

    @Test
    void noStringBecomesMarkupOrAScriptButByAngularsPolicies() throws Exception {
        assertThat(stage.get("/messages/some")
                        .headers()
                        .firstValue("Content-Security-Policy")
                        .orElseThrow())
                .contains(
                        "require-trusted-types-for 'script'",
                        "trusted-types angular angular#bundler angular#components")
                .doesNotContain("unsafe-bypass", "unsafe-jit", "allow-duplicates", "*");
    }

    @Test
    void aBuildWithoutTheAppSaysHowToMakeOne() {
        assertThat(new WebRoot(StaticAppIT.class.getClassLoader(), "no-such-folder").read("/index.html"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../logback-test.xml",
                "/./index.html",
                "/media/../index.html",
                "/media",
                "/.hidden.js",
                "//index.html",
                "index.html",
                "/media\\bell.svg",
                "/\u0000.js"
            })
    void onlyPlainNamesAreLookedUp(String path) {
        assertThat(new WebRoot(StaticAppIT.class.getClassLoader(), "webroot-test").read(path))
                .isEmpty();
    }
}
