package io.devthread.realtime.platform;

import io.devthread.realtime.model.Json;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;

/**
 * The operator's port of a process: {@code /health/live} (the process runs), {@code /health/ready} (it should get
 * traffic; 503 otherwise, with the reason), {@code /metrics} in Prometheus' text form, and {@code /loggers}, see
 * {@link LoggerCalls}. Every process has one.
 */
public final class ManagementVerticle extends VerticleBase {
    private static final int IDLE_SECONDS = 30;
    private static final List<String> PATHS = List.of("/health/live", "/health/ready", "/metrics", LoggerCalls.PATH);

    private final ManagementConfig config;
    private final Health health;
    private final Metrics metrics;
    private final IntConsumer listening;
    private final LoggerCalls loggers = new LoggerCalls();
    private WorkerExecutor scraping;

    public ManagementVerticle(ManagementConfig config, Health health, Metrics metrics, IntConsumer listening) {
        this.config = config;
        this.health = health;
        this.metrics = metrics;
        this.listening = listening;
    }

    @Override
    public Future<?> start() {
        metrics.watchEventLoop(vertx);
        // A thread of its own: metrics are looked at when all the others are held by something.
        scraping = vertx.createSharedWorkerExecutor("scraping", 1);
        return vertx.createHttpServer(new HttpServerOptions()
                        .setHost(config.host())
                        .setPort(config.port())
                        .setHttp2ClearTextEnabled(false)
                        .setIdleTimeout(IDLE_SECONDS))
                .requestHandler(this::route)
                .listen()
                .onSuccess(server -> listening.accept(server.actualPort()));
    }

    private void route(HttpServerRequest request) {
        HttpServerResponse response = request.response().putHeader("Cache-Control", "no-store");
        String path = Objects.requireNonNullElse(request.path(), "");
        if (LoggerCalls.isFor(path)) {
            loggers.answer(request).onSuccess(answer -> json(response, answer.status(), answer.body()));
            return;
        }
        switch (path) {
            case "/health/live" -> json(response, 200, Map.of("status", "up"));
            case "/health/ready" ->
                health.report().onSuccess(report -> json(response, report.ready() ? 200 : 503, report));
            case "/metrics" ->
                scraping.executeBlocking(metrics::scrape)
                        .onComplete(
                                text -> response.putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                                        .end(text),
                                failed -> response.setStatusCode(500).end());
            default -> json(response, 404, Map.of("paths", PATHS));
        }
    }

    private static void json(HttpServerResponse response, int status, Object body) {
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .end(Buffer.buffer(Json.bytes(body)));
    }
}
