package io.devthread.realtime.gateway.http;

import io.devthread.realtime.gateway.socket.Unsent;
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
 * come for the limit, or whose body has not. Trickling bytes does not help, only whole requests count. After an answer
 * there is more time for the next request, so that pools of connections need not be faster than the limit. And whoever asks
 * but does not take the answers: nothing at all for the limit, or not all of one within minutes, or asks on and on
 * meanwhile. One look a second over all connections of an event loop, instead of a timer or a pipeline handler in each: a
 * taken-over socket leaves this table with its upgrade request and is bound by nothing here.
 */
final class RequestDeadlines {
    /** Longer than any long poll. */
    private static final Duration ANSWER_LIMIT = Duration.ofMinutes(5);

    /** Each may leave an answer of some hundred kilobytes. Clients that wait for their answer never come to one. */
    private static final int MOST_ASKED_WHILE_FULL = 16;

    private final Map<HttpConnection, Progress> connections = new HashMap<>();
    private final Duration limit;
    private final Duration keepAlive;

    RequestDeadlines(Duration limit, Duration keepAlive) {
        this.limit = limit;
        this.keepAlive = keepAlive;
    }

    /** On the event loop that the connections belong to. */
    void start(Vertx vertx) {
        vertx.setPeriodic(Math.min(1_000, limit.toMillis() / 4), tick -> dropLate(System.nanoTime()));
    }

    void opened(HttpConnection connection) {
        connections.put(connection, new Progress());
        Unsent.watch(connection);
        connection.closeHandler(closed -> connections.remove(connection));
    }

    /** A whole request head is there. */
    void begun(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        if (mayBecomeSocket(request)) {
            connections.remove(connection);
        } else {
            Progress progress = connections.computeIfAbsent(connection, plain -> new Progress());
            progress.begin(request, Unsent.isFull(connection));
            if (progress.askedWhileFull > MOST_ASKED_WHILE_FULL) {
                Unsent.cut(connection);
            }
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
        Progress progress = connections.computeIfAbsent(request.connection(), declined -> new Progress());
        if (progress.request.isEmpty() || progress.request.get() == request) {
            progress.await();
        }
    }

    private void dropLate(long nowNanos) {
        List<HttpConnection> late = connections.entrySet().stream()
                .filter(entry -> entry.getValue().isLate(nowNanos, Unsent.bytes(entry.getKey())))
                .map(Map.Entry::getKey)
                .toList();
        late.forEach(Unsent::cut);
    }

    private static boolean mayBecomeSocket(HttpServerRequest request) {
        return request.method() == HttpMethod.GET
                && request.headers().contains("Upgrade")
                && !request.headers().contains("Content-Length")
                && !request.headers().contains("Transfer-Encoding");
    }

    /** How far a connection is with its request and with its answers. */
    private final class Progress {
        /** The one being served; empty while the next is awaited. */
        private Optional<HttpServerRequest> request = Optional.empty();

        private boolean isKept;
        private long sinceNanos = System.nanoTime();
        private int askedWhileFull;
        private long unsentBytes;
        private long takenNanos;

        void begin(HttpServerRequest begun, boolean isFull) {
            isKept = false;
            request = Optional.of(begun);
            sinceNanos = System.nanoTime();
            askedWhileFull = isFull ? askedWhileFull + 1 : 0;
        }

        void await() {
            isKept = true;
            request = Optional.empty();
            sinceNanos = System.nanoTime();
        }

        boolean isLate(long nowNanos, long unsentNow) {
            if (unsentNow != unsentBytes) {
                unsentBytes = unsentNow;
                takenNanos = nowNanos;
                sinceNanos = unsentNow == 0 ? nowNanos : sinceNanos;
            }
            boolean takesNothing = unsentBytes > 0 && nowNanos - takenNanos > limit.toNanos();
            return takesNothing || nowNanos - sinceNanos > patience().toNanos();
        }

        private Duration patience() {
            if (unsentBytes > 0 || request.filter(HttpServerRequest::isEnded).isPresent()) {
                return ANSWER_LIMIT;
            }
            return isKept ? keepAlive : limit;
        }
    }
}
