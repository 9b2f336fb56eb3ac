package io.devthread.realtime.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import io.devthread.realtime.model.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The management port of the whole local cluster: it is ready when every process is, and shows the metrics of all. */
final class ClusterManagement {
    private static final int PATIENCE_SECONDS = 3;

    private final List<ClusterProcess> processes;
    private final Vertx vertx;
    private final HttpClient client;

    /** @param processes what each says of itself, or "down" */
    private record Report(boolean ready, Map<String, Object> processes) {}

    private record Said(int status, Buffer body) {}

    ClusterManagement(Vertx vertx, List<ClusterProcess> processes) {
        this.vertx = vertx;
        this.processes = processes;
        this.client = vertx.createHttpClient();
    }

    Future<HttpServer> listen(int port) {
        return vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(port))
                .requestHandler(this::route)
                .listen();
    }

    private void route(HttpServerRequest request) {
        switch (request.path()) {
            case "/health/live" -> json(request, 200, Map.of("status", "up"));
            case "/health/ready" -> ask("/health/ready").onSuccess(answers -> ready(request, answers));
            case "/metrics" -> ask("/metrics").onSuccess(answers -> metrics(request, answers));
            default -> json(request, 404, Map.of("paths", List.of("/health/live", "/health/ready", "/metrics")));
        }
    }

    private static void ready(HttpServerRequest request, Map<String, Said> answers) {
        boolean isReady = answers.values().stream().allMatch(said -> said.status() == 200);
        Map<String, Object> reports = new LinkedHashMap<>();
        answers.forEach((name, said) -> reports.put(
                name, said.status() == 0 ? "down" : Json.read(said.body().getBytes(), JsonNode.class)));
        json(request, isReady ? 200 : 503, new Report(isReady, reports));
    }

    private static void metrics(HttpServerRequest request, Map<String, Said> answers) {
        JoinedMetrics joined = new JoinedMetrics();
        answers.forEach((name, said) -> {
            if (said.status() == 200) {
                joined.add(name, said.body().toString());
            }
        });
        request.response()
                .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .end(joined.text());
    }

    private static void json(HttpServerRequest request, int status, Object body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Cache-Control", "no-store")
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .end(Buffer.buffer(Json.bytes(body)));
    }

    /** Never fails: who says nothing is there with status 0. */
    private Future<Map<String, Said>> ask(String path) {
        List<Future<Said>> answers =
                processes.stream().map(process -> ask(process, path)).toList();
        return Future.join(answers).map(all -> {
            Map<String, Said> byName = new LinkedHashMap<>();
            for (int i = 0; i < processes.size(); i++) {
                byName.put(processes.get(i).name(), all.resultAt(i));
            }
            return byName;
        });
    }

    private Future<Said> ask(ClusterProcess process, String path) {
        return client.request(HttpMethod.GET, process.ports().management(), "127.0.0.1", path)
                .compose(request -> request.send().compose(ClusterManagement::whole))
                .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .otherwise(new Said(0, Buffer.buffer()));
    }

    private static Future<Said> whole(HttpClientResponse response) {
        return response.body().map(body -> new Said(response.statusCode(), body));
    }
}
