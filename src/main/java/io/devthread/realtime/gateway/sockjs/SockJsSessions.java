package io.devthread.realtime.gateway.sockjs;

import io.devthread.realtime.gateway.CloseCode;
import io.devthread.realtime.gateway.socket.SocketConfig;
import io.devthread.realtime.model.UserId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The xhr sessions of this process. The client chooses the id, so a session is known by its user <em>and</em> its id:
 * who learns or plants another's id with a token of one's own gets a session of one's own. Thread-safe.
 */
final class SockJsSessions {
    private static final long BEAT_MILLIS = 1_000;

    /** @param id the client's own */
    record Key(UserId user, String id) {}

    private final Map<Key, SockJsSession> sessions = new ConcurrentHashMap<>();
    private final SocketConfig config;
    private final Vertx vertx;
    private long lastBeat = System.nanoTime();

    SockJsSessions(Vertx vertx, SocketConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    /** On an event loop: one look a second over all of them. */
    void start() {
        vertx.setPeriodic(BEAT_MILLIS, tick -> beat(System.nanoTime()));
    }

    /** @return also one that is closed and still says so */
    Optional<SockJsSession> find(Key key) {
        return Optional.ofNullable(sessions.get(key));
    }

    /** @return {@code fresh}'s when there was none */
    SockJsSession findOr(Key key, Supplier<SockJsSession> fresh) {
        return sessions.computeIfAbsent(key, missing -> fresh.get());
    }

    void remove(Key key) {
        sessions.remove(key);
    }

    /**
     * To be called when no more are let in. Completes when all clients have been told, or have not asked for the time of
     * a goodbye.
     */
    Future<Void> closeAll(CloseCode code) {
        List<SockJsSession> all = List.copyOf(sessions.values());
        all.forEach(session -> session.execute(() -> session.close(code)));
        return Future.join(all.stream()
                        .map(session -> session.farewell()
                                .timeout(config.linger().toMillis(), TimeUnit.MILLISECONDS)
                                .otherwiseEmpty())
                        .toList())
                .mapEmpty();
    }

    private void beat(long now) {
        long late = now - lastBeat - TimeUnit.MILLISECONDS.toNanos(BEAT_MILLIS);
        long excused = late > config.pingInterval().toNanos() / 2 ? late : 0;
        lastBeat = now;
        sessions.values().removeIf(session -> session.isOver(now));
        sessions.values().forEach(session -> session.execute(() -> session.beat(now, excused)));
    }
}
