package io.devthread.realtime.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Json;
import io.devthread.realtime.testkit.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class ManagementIT {
    private final Vertx vertx = Vertx.vertx();
    private final Health health = new Health();
    private final Metrics metrics = new Metrics();
    private final AtomicInteger port = new AtomicInteger();

    @BeforeEach
    void open() {
        vertx.deployVerticle(new ManagementVerticle(new ManagementConfig("127.0.0.1", 0), health, metrics, port::set))
                .await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
        metrics.close();
    }

    @Test
    void itLivesFromTheBeginningAndIsReadyOnlyWhileItServes() throws Exception {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        health.serving();
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        health.draining();
        var draining = get("/health/ready");
        assertThat(draining.statusCode()).isEqualTo(503);
        assertThat(json(draining).path("phase").textValue()).isEqualTo("draining");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void itIsNotReadyWhileSomethingItNeedsIsAwayAndSaysWhat() throws Exception {
        AtomicBoolean away = new AtomicBoolean(true);
        health.need("redis", () -> away.get() ? Future.failedFuture("not there") : Future.succeededFuture());
        health.need("postgres", Future::succeededFuture);
        health.serving();
        var answer = get("/health/ready");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(json(answer).at("/checks/redis/status").textValue()).isEqualTo("down");
        assertThat(json(answer).at("/checks/redis/cause").textValue()).isEqualTo("not there");
        assertThat(json(answer).at("/checks/postgres/status").textValue()).isEqualTo("up");
        away.set(false);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void aCheckThatHangsOrThrowsIsDownAfterASecond() throws Exception {
        health.need("hanging", () -> Promise.promise().future());
        health.need("broken", () -> {
            throw new IllegalStateException("broken");
        });
        health.serving();
        JsonNode report = json(get("/health/ready"));
        assertThat(report.at("/checks/hanging/status").textValue()).isEqualTo("down");
        assertThat(report.at("/checks/broken/status").textValue()).isEqualTo("down");
    }

    @Test
    void metricsCoverTheJvmAndTheEventLoops() throws Exception {
        assertThat(get("/metrics").body()).contains("jvm_memory_used_bytes", "process_cpu_usage", "jvm_gc");
        Eventually.holds("the event loop's lag is measured", () -> get("/metrics")
                .body()
                .lines()
                .anyMatch(line -> line.startsWith("devthread_event_loop_lag_seconds_count") && !line.endsWith(" 0")));
        assertThat(get("/metrics").headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/plain");
    }

    @Test
    void otherPathsNameTheOnesThatAre() throws Exception {
        var answer = get("/other");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("/health/ready");
    }

    @Test
    void aLoggersLevelIsChangedWhileItRunsAndSetBack() throws Exception {
        Logger logger = LoggerFactory.getLogger("io.devthread.realtime.bus.Bus");
        assertThat(logger.isTraceEnabled()).isFalse();
        assertThat(put("/loggers/io.devthread.realtime.bus.Bus", "{\"level\":\"TRACE\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(logger.isTraceEnabled()).isTrue();
        assertThat(json(get("/loggers"))
                        .at("/io.devthread.realtime.bus.Bus/level")
                        .textValue())
                .isEqualTo("TRACE");
        var back = put("/loggers/io.devthread.realtime.bus.Bus", "{\"level\":null}");
        assertThat(json(back).path("level").isNull()).isTrue();
        assertThat(logger.isTraceEnabled()).isFalse();
        assertThat(json(get("/loggers/io.devthread")).path("effective").isTextual())
                .isTrue();
    }

    /** What they say at DEBUG may hold contents and tokens. */
    @ParameterizedTest
    @ValueSource(strings = {"ROOT", "io.netty", "io.vertx", "io.devthreads", ""})
    void otherLoggersCannotBeTurnedUp(String name) throws Exception {
        assertThat(put("/loggers/" + name, "{\"level\":\"DEBUG\"}").statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"level\":\"LOUD\"}", "{\"level\":7}", "level=DEBUG"})
    void whatIsNoLevelIsRefused(String body) throws Exception {
        assertThat(put("/loggers/io.devthread", body).statusCode()).isEqualTo(400);
    }

    @Test
    void aPageInABrowserCannotReachTheLoggers() throws Exception {
        HttpRequest.Builder asked = request("/loggers/io.devthread").header("Origin", "http://evil.example");
        assertThat(send(asked.PUT(BodyPublishers.ofString("{\"level\":\"OFF\"}")))
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(request("/loggers").POST(BodyPublishers.noBody())).statusCode())
                .isEqualTo(400);
        assertThat(put("/loggers/io.devthread", "x".repeat(2_000)).statusCode()).isEqualTo(413);
    }

    private HttpResponse<String> put(String path, String body) throws Exception {
        return send(request(path).PUT(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.read(answer.body(), JsonNode.class);
    }
}
