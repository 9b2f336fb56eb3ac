package io.devthread.realtime.gateway.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Drops whoever takes too long to say what they want ("slowloris"): a connection on which no whole request head has
 * come for the limit, or whose body has not. Trickling bytes does not help, only whole requests count. One look a
 * second over all connections of an event loop, instead of a timer or a pipeline handler in each: a taken-over socket
 * leaves this table with its upgrade request and is bound by nothing here.
 */
final class RequestDeadlines {
    /** For a client that does not take its answer; longer than any long poll. */
    private static final Duration ANSWER_LIMIT = Duration.ofMinutes(5);

    private final Map<HttpConnection, Waiting> connections = new HashMap<>();
    private final Duration limit;

    /** @param request the one being served; empty while the next is awaited */
    private record Waiting(long sinceNanos, Optional<HttpServerRequest> request) {}

    RequestDeadlines(Duration limit) {
        this.limit = limit;
    }

    /** On the event loop that the connections belong to. */
    void start(Vertx vertx) {
        vertx.setPeriodic(Math.min(1_000, limit.toMillis() / 4), tick -> dropLate(System.nanoTime()));
    }

    void opened(HttpConnection connection) {
        await(connection);
        connection.closeHandler(closed -> connections.remove(connection));
    }

    /** Its time begins only now: it was not read before. */
    void read(HttpConnection connection) {
        connections.computeIfPresent(connection, (known, waiting) -> new Waiting(System.nanoTime(), Optional.empty()));
    }

    /** A whole request head is there. */
    void begun(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        if (mayBecomeSocket(request)) {
            connections.remove(connection);
        } else {
            connections.put(connection, new Waiting(System.nanoTime(), Optional.of(request)));
        }
        request.response().endHandler(ended -> answered(request));
    }

    /**
     * With pipelining the next request may have begun before this is called; then it is that one's turn. Also called
     * when the connection is gone, or taken over: then there was no answer and there is nothing to await.
     */
    private void answered(HttpServerRequest request) {
        if (!request.response().ended() || request.response().closed()) {
            return;
        }
        HttpConnection connection = request.connection();
        Optional<HttpServerRequest> current =
                Optional.ofNullable(connections.get(connection)).flatMap(Waiting::request);
        if (current.isEmpty() || current.get() == request) {
            await(connection);
        }
    }

    private void await(HttpConnection connection) {
        connections.put(connection, new Waiting(System.nanoTime(), Optional.empty()));
    }

    private void dropLate(long nowNanos) {
        List<HttpConnection> late = connections.entrySet().stream()
                .filter(entry -> isLate(entry.getValue(), nowNanos))
                .map(Map.Entry::getKey)
                .toList();
        late.forEach(HttpConnection::close);
    }

    private boolean isLate(Waiting waiting, long nowNanos) {
        boolean isAnswering =
                waiting.request().filter(HttpServerRequest::isEnded).isPresent();
        return nowNanos - waiting.sinceNanos() > (isAnswering ? ANSWER_LIMIT : limit).toNanos();
    }

    private static boolean mayBecomeSocket(HttpServerRequest request) {
        return request.method() == HttpMethod.GET
                && request.headers().contains("Upgrade")
                && !request.headers().contains("Content-Length")
                && !request.headers().contains("Transfer-Encoding");
    }
}
